//! A spelling of a word, taken apart: the fixed words before and behind its placeholder.

use super::lexer::tokens_of;

/// What a placeholder stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slot {
    Date,
    Level,
    Party,
    Parties,
    Text,
}

impl Slot {
    const ALL: [Self; 5] = [Self::Date, Self::Level, Self::Party, Self::Parties, Self::Text];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Date => "{date}",
            Self::Level => "{word}",
            Self::Party => "{party}",
            Self::Parties => "{parties}",
            Self::Text => "{text}",
        }
    }
}

/// One spelling of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    /// Which word of the grammar it spells.
    pub(super) word: usize,
    /// As it is written, placeholder and all.
    pub(super) text: String,
    /// The fixed words before the placeholder, folded. All of them, where there is none.
    pub(super) before: Vec<String>,
    pub(super) slot: Option<Slot>,
    /// The fixed words behind it.
    pub(super) behind: Vec<String>,
    /// What stands between two of these, the placeholder among them.
    pub(super) gaps: Vec<String>,
}

impl Pattern {
    /// Takes a spelling apart. The error is a fragment that follows it.
    pub(super) fn new(word: usize, text: &str) -> Result<Self, &'static str> {
        let slot = Slot::ALL.into_iter().find(|slot| text.contains(slot.as_str()));
        let (before, behind) = match slot {
            Some(slot) => text.split_once(slot.as_str()).unwrap_or((text, "")),
            None => (text, ""),
        };
        if [before, behind].iter().any(|fixed| fixed.contains(['{', '}'])) {
            return Err("may hold one placeholder: {party}, {parties}, {date}, {word} or {text}");
        }
        // What touches the placeholder would be taken for a piece of what stands for it.
        let touches = |c: Option<char>| c.is_some_and(|c| !tokens_of(c.encode_utf8(&mut [0; 4])).is_empty());
        let touched = touches(before.chars().next_back()) || touches(behind.chars().next());
        let pieces = |fixed| tokens_of(fixed).into_iter().map(|token| token.folded).collect::<Vec<_>>();
        let tokens = tokens_of(text);
        let pairs = tokens.iter().zip(tokens.iter().skip(1));
        let gaps = pairs.filter_map(|(left, right)| text.get(left.span.end..right.span.start));
        let gaps = gaps.map(str::to_owned).collect();
        let (before, behind) = (pieces(before), pieces(behind));
        let pattern = Self { word, text: text.to_owned(), before, slot, behind, gaps };
        if pattern.before.is_empty() && pattern.behind.is_empty() {
            return Err("has no word of its own");
        }
        let ends = (tokens.first().map(|token| token.span.start), tokens.last().map(|token| token.span.end));
        if ends != (Some(0), Some(text.len())) || text.chars().any(char::is_control) {
            return Err("has something before or behind it that separates");
        }
        if slot == Some(Slot::Level) && pattern.before.is_empty() {
            return Err("begins with a level, as every marking does");
        }
        if slot.is_some() && touched {
            return Err("needs something that separates beside its placeholder");
        }
        Ok(pattern)
    }

    /// The spelling with this in the place of the placeholder.
    pub(super) fn render(&self, argument: Option<&str>) -> String {
        match (self.slot, argument) {
            (Some(slot), Some(argument)) => self.text.replacen(slot.as_str(), argument, 1),
            _ => self.text.clone(),
        }
    }

    /// What two spellings share if only their separators or their case differ.
    pub(super) fn key(&self) -> String {
        let slot = self.slot.map(Slot::as_str);
        let words = self.before.iter().map(String::as_str).chain(slot);
        words.chain(self.behind.iter().map(String::as_str)).collect::<Vec<_>>().join(" ")
    }

    /// The same without saying what its placeholder stands for.
    pub(super) fn shape(&self) -> String {
        self.slot.map_or_else(|| self.key(), |slot| self.key().replacen(slot.as_str(), "{}", 1))
    }
}
