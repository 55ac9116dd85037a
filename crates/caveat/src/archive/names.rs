//! The names of the items, one behind the other in a few long texts: as identifiers, each in a place of its own, ten
//! million of them would take more memory than all the rest.

use crate::id::ItemId;

/// How many names a text holds. A name has a hundred bytes at most, so that places in the text fit 32 bits.
const EACH: usize = 1 << 16;

/// Names by their numbers.
#[derive(Debug, Default)]
pub(super) struct Names {
    blocks: Vec<Block>,
}

#[derive(Debug)]
struct Block {
    text: String,
    /// Where each name ends.
    ends: Vec<u32>,
}

impl Names {
    /// Adds the next one.
    pub(super) fn push(&mut self, name: &ItemId) {
        if self.blocks.last().is_none_or(|block| block.ends.len() == EACH) {
            // What was grown to be filled is filled.
            self.blocks.last_mut().into_iter().for_each(|block| block.text.shrink_to_fit());
            self.blocks.push(Block { text: String::new(), ends: Vec::with_capacity(EACH) });
        }
        if let Some(block) = self.blocks.last_mut() {
            block.text.push_str(name.as_str());
            block.ends.push(block.text.len() as u32);
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.blocks.iter().map(|block| block.ends.len()).sum()
    }

    /// The name of a number.
    pub(super) fn get(&self, number: u32) -> Option<&str> {
        let block = self.blocks.get(number as usize / EACH)?;
        let index = number as usize % EACH;
        let begin = index.checked_sub(1).map_or(Some(&0), |before| block.ends.get(before))?;
        block.text.get(*begin as usize..*block.ends.get(index)? as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_found_by_its_number_and_no_other() {
        let name = |number: usize| format!("item-{number}");
        let mut names = Names::default();
        let count = 2 * EACH + 3;
        for number in 0..count {
            assert_eq!((names.len(), names.get(number as u32)), (number, None));
            if number % 5000 == 4999 {
                assert_eq!(names.get(4998), Some(name(4998).as_str()));
            }
            names.push(&name(number).parse().unwrap());
        }
        for number in (0..count).step_by(97).chain([EACH - 1, EACH, 2 * EACH - 1, 2 * EACH, count - 1]) {
            assert_eq!(names.get(number as u32), Some(name(number).as_str()));
        }
        assert_eq!(names.get(u32::MAX), None);
    }
}
