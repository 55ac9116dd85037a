//! A judge that needs no policies: the verdict follows from the rule's name and the recipient's.

use caveat::entry::Rule;
use caveat::id::{PartyId, RuleId};
use caveat::question::{Judge, RuleRequest, Verdict};

/// The rules there are: one that is always clear, one that always errs, and two that depend on who receives.
pub(crate) const RULES: [&str; 4] = ["rule-open", "rule-broken", "rule-export", "rule-press"];

/// Judges by names alone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ByName;

impl ByName {
    /// The verdict of a rule for a recipient.
    pub(crate) fn verdict_for(rule: &RuleId, recipient: &PartyId) -> Verdict {
        match rule.as_str() {
            "rule-open" => return Verdict::Clear,
            "rule-broken" => return Verdict::Errs,
            _ => {}
        }
        let salt = rule.as_str().len() as u32;
        let sum: u32 = recipient.as_str().bytes().map(u32::from).sum();
        match (sum + salt) % 5 {
            0 => Verdict::Errs,
            1 => Verdict::Forbids,
            _ => Verdict::Clear,
        }
    }
}

impl Judge for ByName {
    fn verdict(&self, rule: &Rule, request: &RuleRequest<'_>) -> Verdict {
        Self::verdict_for(&rule.id, request.recipient.party())
    }
}
