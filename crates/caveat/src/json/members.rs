//! The members of an object (RFC 8259 section 4): values by their keys, in the order of the keys.

use std::borrow::Cow;

use super::Value;

/// Values by their keys, each key once, in the order of the keys' bytes.
///
/// One list, since most objects have a dozen members at most: a tree of them costs several times as much to make and
/// to drop, and an entry is made of little else.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Members<'t>(Vec<(Cow<'t, str>, Value<'t>)>);

impl<'t> Members<'t> {
    /// No members.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// No members, with room for as many as an entry has.
    pub(crate) fn with_room() -> Self {
        Self(Vec::with_capacity(12))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn find(&self, key: &str) -> Result<usize, usize> {
        // What is put together in order goes to the end.
        match self.0.last() {
            Some((last, _)) if last.as_ref() >= key => {
                self.0.binary_search_by(|(other, _)| other.as_ref().cmp(key))
            }
            _ => Err(self.0.len()),
        }
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Value<'t>> {
        self.0.get(self.find(key).ok()?).map(|(_, value)| value)
    }

    /// The value of a key, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value<'t>> {
        let index = self.find(key).ok()?;
        self.0.get_mut(index).map(|(_, value)| value)
    }

    /// Whether a key is there.
    pub fn contains_key(&self, key: &str) -> bool {
        self.find(key).is_ok()
    }

    /// Gives a key a value; returns the one that it had.
    pub fn insert(&mut self, key: impl Into<Cow<'t, str>>, value: Value<'t>) -> Option<Value<'t>> {
        let key = key.into();
        match self.find(&key) {
            Ok(index) => self.0.get_mut(index).map(|(_, before)| std::mem::replace(before, value)),
            Err(index) => {
                self.0.insert(index, (key, value));
                None
            }
        }
    }

    /// Gives a key behind all others a value.
    pub(crate) fn put_last(&mut self, key: &'t str, value: Value<'t>) {
        debug_assert!(self.0.last().is_none_or(|(last, _)| last.as_ref() < key), "it stands behind them");
        self.0.push((Cow::Borrowed(key), value));
    }

    /// Takes a key and its value out.
    pub fn remove(&mut self, key: &str) -> Option<Value<'t>> {
        let index = self.find(key).ok()?;
        Some(self.0.remove(index).1)
    }

    /// The members.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value<'t>)> + DoubleEndedIterator {
        self.0.iter().map(|(key, value)| (key.as_ref(), value))
    }

    /// The keys.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.iter().map(|(key, _)| key.as_ref())
    }

    /// The values.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &Value<'t>> {
        self.0.iter().map(|(_, value)| value)
    }

    /// The values, to change them.
    pub fn values_mut(&mut self) -> impl ExactSizeIterator<Item = &mut Value<'t>> {
        self.0.iter_mut().map(|(_, value)| value)
    }

    /// Drops those of which that is not so.
    pub fn retain(&mut self, mut keep: impl FnMut(&str, &Value<'t>) -> bool) {
        self.0.retain(|(key, value)| keep(key, value));
    }

    /// The same with texts of its own.
    pub fn into_owned(self) -> Members<'static> {
        let owned =
            |(key, value): (Cow<'_, str>, Value<'_>)| (Cow::Owned(key.into_owned()), value.into_owned());
        Members(self.0.into_iter().map(owned).collect())
    }
}

impl<'t, K: Into<Cow<'t, str>>> FromIterator<(K, Value<'t>)> for Members<'t> {
    /// Of a key that is given twice, the last value counts.
    fn from_iter<I: IntoIterator<Item = (K, Value<'t>)>>(members: I) -> Self {
        let mut members: Vec<_> = members.into_iter().map(|(key, value)| (key.into(), value)).collect();
        if !members.is_sorted_by(|(one, _), (other, _)| one < other) {
            members.sort_by(|(one, _), (other, _)| one.cmp(other));
            members.dedup_by(|later, first| {
                let same = later.0 == first.0;
                if same {
                    std::mem::swap(later, first);
                }
                same
            });
        }
        Self(members)
    }
}

impl<'t, K: Into<Cow<'t, str>>> Extend<(K, Value<'t>)> for Members<'t> {
    fn extend<I: IntoIterator<Item = (K, Value<'t>)>>(&mut self, members: I) {
        members.into_iter().for_each(|(key, value)| drop(self.insert(key, value)));
    }
}

impl<'t, K: Into<Cow<'t, str>>, const N: usize> From<[(K, Value<'t>); N]> for Members<'t> {
    fn from(members: [(K, Value<'t>); N]) -> Self {
        members.into_iter().collect()
    }
}

impl<'t> IntoIterator for Members<'t> {
    type Item = (Cow<'t, str>, Value<'t>);
    type IntoIter = std::vec::IntoIter<(Cow<'t, str>, Value<'t>)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Json;

    fn members(keys: &[(&str, i64)]) -> Members<'static> {
        keys.iter().map(|(key, value)| ((*key).to_owned(), Json::Integer(*value))).collect()
    }

    fn told<'m>(members: &'m Members<'_>) -> Vec<(&'m str, i64)> {
        let number = |value: &Value<'_>| if let Value::Integer(number) = value { *number } else { 0 };
        members.iter().map(|(key, value)| (key, number(value))).collect()
    }

    #[test]
    fn they_stand_in_the_order_of_their_keys_however_they_came() {
        let sorted = [("", 1), ("a", 2), ("aa", 3), ("b", 4), ("é", 5)];
        let [one, two, three, four, five] = sorted;
        for order in
            [[one, two, three, four, five], [five, four, three, two, one], [three, one, five, two, four]]
        {
            assert_eq!(told(&members(&order)), sorted);
            let mut put = Members::new();
            for (key, value) in order {
                assert_eq!(put.insert(key.to_owned(), Json::Integer(value)), None);
            }
            assert_eq!(told(&put), sorted);
        }
    }

    #[test]
    fn a_key_stands_once_with_its_last_value() {
        assert_eq!(told(&members(&[("b", 1), ("a", 2), ("b", 3), ("a", 4), ("b", 5)])), [("a", 4), ("b", 5)]);
        let mut put = members(&[("a", 1), ("b", 2)]);
        assert_eq!(put.insert("a".to_owned(), Json::Integer(3)), Some(Json::Integer(1)));
        assert_eq!(told(&put), [("a", 3), ("b", 2)]);
    }

    #[test]
    fn what_is_not_there_is_not_found_and_not_taken_out() {
        let mut some = members(&[("b", 1), ("d", 2)]);
        for key in ["", "a", "c", "e", "bb"] {
            assert!(
                some.get(key).is_none() && !some.contains_key(key) && some.remove(key).is_none(),
                "{key}"
            );
        }
        assert_eq!(some.remove("b"), Some(Json::Integer(1)));
        assert_eq!(told(&some), [("d", 2)]);
        assert_eq!(Members::new().get(""), None);
    }
}
