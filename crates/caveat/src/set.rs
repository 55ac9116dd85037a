//! A set of few things.

use std::borrow::Borrow;
use std::collections::BTreeSet;
use std::fmt;
use std::hash::Hash;
use std::ops::Deref;

use serde::Serialize;

/// A set as a list, in its order and without gaps.
///
/// Most sets that an entry holds have one element or none, and there are millions of them: a node of a tree has room
/// for eleven.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Set<T>(Box<[T]>);

impl<T: Ord> Set<T> {
    /// A set of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether it has an element.
    pub fn contains<Q: Ord + ?Sized>(&self, element: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.0.binary_search_by(|other| other.borrow().cmp(element)).is_ok()
    }

    /// Adds an element; says whether it had not been there. All others are moved: what is long is collected.
    pub fn insert(&mut self, element: T) -> bool {
        let Err(index) = self.0.binary_search(&element) else { return false };
        let mut elements = std::mem::take(&mut self.0).into_vec();
        elements.insert(index, element);
        self.0 = elements.into();
        true
    }

    /// Whether the other has every element of it.
    pub fn is_subset(&self, other: &Self) -> bool {
        self.iter().all(|element| other.contains(element))
    }

    /// Whether the other has no element of it.
    pub fn is_disjoint(&self, other: &Self) -> bool {
        !self.iter().any(|element| other.contains(element))
    }
}

impl<T> Default for Set<T> {
    fn default() -> Self {
        Self(Box::default())
    }
}

impl<T> Deref for Set<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T: fmt::Debug> fmt::Debug for Set<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl<T: Ord> From<Vec<T>> for Set<T> {
    fn from(mut elements: Vec<T>) -> Self {
        elements.sort();
        elements.dedup();
        Self(elements.into())
    }
}

impl<T: Ord> From<BTreeSet<T>> for Set<T> {
    fn from(elements: BTreeSet<T>) -> Self {
        Self(elements.into_iter().collect())
    }
}

impl<T: Ord, const N: usize> From<[T; N]> for Set<T> {
    fn from(elements: [T; N]) -> Self {
        Vec::from(elements).into()
    }
}

impl<T: Ord> FromIterator<T> for Set<T> {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        elements.into_iter().collect::<Vec<_>>().into()
    }
}

impl<T> IntoIterator for Set<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_vec().into_iter()
    }
}

impl<'s, T> IntoIterator for &'s Set<T> {
    type Item = &'s T;
    type IntoIter = std::slice::Iter<'s, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_what_a_tree_has_however_it_came() {
        for elements in [vec![], vec![3], vec![2, 1], vec![1, 1], vec![5, 3, 5, 1, 3], vec![4, 3, 2, 1, 0]] {
            let tree: BTreeSet<_> = elements.iter().copied().collect();
            let set: Set<_> = elements.iter().copied().collect();
            let (mut one_by_one, mut grown) = (Set::new(), BTreeSet::new());
            for element in &elements {
                assert_eq!(one_by_one.insert(*element), grown.insert(*element));
            }
            assert!(set.iter().eq(&tree), "{elements:?}");
            assert_eq!((&one_by_one, &Set::from(tree.clone())), (&set, &set));
            assert_eq!(format!("{set:?}"), format!("{tree:?}"));
            assert!((0..7).all(|element| set.contains(&element) == tree.contains(&element)));
        }
    }

    #[test]
    fn sets_compare_as_trees_do() {
        let sets: [&[i32]; 6] = [&[], &[1], &[2], &[1, 2], &[2, 3], &[1, 2, 3]];
        for one in sets {
            for other in sets {
                let trees: [BTreeSet<_>; 2] = [one, other].map(|set| set.iter().copied().collect());
                let both: [Set<_>; 2] = [one, other].map(|set| set.iter().copied().collect());
                let [one, other] = &both;
                let [tree, other_tree] = &trees;
                assert_eq!(one.is_subset(other), tree.is_subset(other_tree), "{one:?} {other:?}");
                assert_eq!(one.is_disjoint(other), tree.is_disjoint(other_tree), "{one:?} {other:?}");
                assert_eq!(one.cmp(other), tree.cmp(other_tree), "{one:?} {other:?}");
            }
        }
    }
}
