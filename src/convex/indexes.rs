//! Which indexes a table gets: those that the official generator gives, the app's own, and those that lookups need.
//!
//! The Convex adapter turns a lookup into one query and takes the first index that starts with exactly these fields:
//! those compared by equality in `localeCompare` order, the field with a range, the field sorted by; `createdAt` is left
//! out of range and sort, and then the index must have no further field (`findIndex` in @convex-dev/better-auth,
//! src/client/adapter-utils.ts). Without such an index it reads 200 rows at most and answers from those.

use std::cmp::Ordering;
use std::ops::Deref;

use xxhash_rust::xxh3::xxh3_64;

use super::limits::are_alike;
use super::spanned::Spanned;
use super::{Index, SearchIndex};
use crate::catalog::adapter::ListedIndex;
use crate::catalog::model::Lookup;
use crate::diagnostic::Span;
use crate::tables::assemble::{AuthField, AuthTable};

/// Convex's limit on the length of a name.
pub const NAME_LIMIT: usize = 64;

/// Which indexes are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IndexMode {
    /// Those of the official generator, and those that lookups need.
    #[default]
    Complete,
    /// Those of the official generator only.
    Upstream,
}

/// An index and why it is there.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedIndex {
    /// The index.
    pub index: Index,
    /// Why it is there.
    pub reason: Reason,
}

/// Why an index is there.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// The adapter lists it by hand.
    Listed,
    /// The adapter gives one to every field that is unique, sortable or a reference.
    Field(String),
    /// The app's config asks for it, here.
    Own(Span),
    /// A lookup needs it; this is where upstream makes the lookup.
    Lookup(String),
}

/// An index that the app's config asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomIndex {
    /// The name of the table.
    pub table: String,
    /// The index, by the names of fields.
    pub index: Index,
    /// Where the config has it.
    pub span: Span,
}

/// An index for searching that the app's config asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomSearchIndex {
    /// The name of the table.
    pub table: String,
    /// The index, by the names of fields.
    pub index: SearchIndex,
    /// Where the config has it.
    pub span: Span,
}

/// The indexes that a split schema.ts adds to a generated table. Convex refuses a table with two indexes of one name, or
/// on the same fields, so the generated table gets neither.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AddedIndexes {
    /// The name of the table.
    pub table: String,
    /// The indexes that are added, with their places.
    pub indexes: Vec<Spanned<Index>>,
    /// The search and vector indexes that are added, with their places.
    pub searches: Vec<Spanned<SearchIndex>>,
    /// The names of others that are added, of which nothing else is known, with their places.
    pub names: Vec<Spanned<String>>,
}

impl AddedIndexes {
    /// The place of the added index that has this name, of whatever kind.
    pub fn named(&self, name: &str) -> Option<&Span> {
        let index = self.indexes.iter().find(|index| index.name == name).map(|index| &index.span);
        let search = || self.searches.iter().find(|search| search.name == name).map(|search| &search.span);
        let other = || self.names.iter().find(|other| other.value == name).map(|other| &other.span);
        index.or_else(search).or_else(other)
    }

    /// Whether an index is added on just these fields.
    pub fn has_fields(&self, fields: &[String]) -> bool {
        self.indexes.iter().any(|index| index.fields == fields)
    }

    /// The place of an added index beside which Convex refuses this one: one of its name, or on its fields.
    pub fn clash(&self, index: &Index) -> Option<&Span> {
        let same = self.indexes.iter().find(|added| added.fields == index.fields).map(|added| &added.span);
        same.or_else(|| self.named(&index.name))
    }

    /// The place of an added index beside which Convex refuses this search or vector index.
    pub fn clash_of_search(&self, index: &SearchIndex) -> Option<&Span> {
        let same = self.searches.iter().find(|added| are_alike(added, index)).map(|added| &added.span);
        same.or_else(|| self.named(&index.name))
    }
}

/// The indexes that an app adds to its tables.
#[derive(Clone, Copy, Debug, Default)]
pub struct Custom<'a> {
    /// Those of the config file.
    pub indexes: &'a [CustomIndex],
    /// The search and vector indexes of the config file.
    pub searches: &'a [CustomSearchIndex],
    /// Those of a split schema.ts.
    pub added: &'a [AddedIndexes],
}

/// The indexes of a table, in order: official, the app's own, then those that lookups still need.
///
/// An own index with the fields of an official one renames it: Convex refuses two on the same fields. What a split schema.ts
/// adds to the table is left out.
pub fn plan(table: &AuthTable, listed: &[&ListedIndex], custom: Custom<'_>, mode: IndexMode) -> Vec<PlannedIndex> {
    let none = AddedIndexes::default();
    let added = custom.added.iter().find(|added| added.table == table.name).unwrap_or(&none);
    let mut planned = official(table, listed);
    planned.retain(|planned| added.clash(&planned.index).is_none());
    let officials = planned.len();
    for own in custom.indexes.iter().filter(|own| own.table == table.name && added.clash(&own.index).is_none()) {
        let index = PlannedIndex { index: own.index.clone(), reason: Reason::Own(own.span.clone()) };
        match planned[..officials].iter_mut().find(|planned| planned.index.fields == own.index.fields) {
            Some(same) if same.index != own.index => *same = index,
            Some(_) => {}
            None => planned.push(index),
        }
    }
    if mode == IndexMode::Complete {
        let of_table = custom.searches.iter().filter(|own| own.table == table.name);
        let searches: Vec<&str> = of_table.map(|own| own.index.name.as_str()).collect();
        add_needed(table, &mut planned, added, &searches);
    }
    planned
}

/// What becomes of a lookup over the indexes of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// This index serves it.
    Served(usize),
    /// It needs an index that is not there: past 200 rows, what is there is not found.
    Unserved,
    /// With this index the adapter throws.
    Throws(usize),
    /// No index can serve it.
    Impossible,
}

/// The lookup with which the adapter would throw if the table had this index, if there is one.
pub fn harmed<'a>(table: &'a AuthTable, index: &Index) -> Option<&'a Lookup> {
    wishes(table).find(|(wish, _)| !wish.is_indexable && wish.is_served_by(&index.fields)).map(|(_, lookup)| lookup)
}

/// The official list (`createSchema` in @convex-dev/better-auth, src/client/create-schema.ts), without indexes on fields
/// that the table does not have: Convex would refuse them.
fn official(table: &AuthTable, listed: &[&ListedIndex]) -> Vec<PlannedIndex> {
    let listed: Vec<Vec<&str>> = listed
        .iter()
        .filter(|index| index.table == table.key)
        .filter_map(|index| {
            index.fields.iter().map(|key| table.fields.get(key).map(|field| field.name.as_str())).collect()
        })
        .collect();
    let mut planned: Vec<PlannedIndex> = Vec::new();
    for fields in &listed {
        let mut sorted = fields.clone();
        sorted.sort_unstable();
        planned.push(PlannedIndex { index: index(&sorted), reason: Reason::Listed });
    }
    for (key, field) in table.fields.iter().filter(|(_, field)| is_special(field)) {
        // The adapter compares with the first field of a listed index as it was before sorting.
        let is_covered = listed.iter().any(|fields| fields.first() == Some(&field.name.as_str()));
        let candidate = index(&[&field.name]);
        if !is_covered && !planned.iter().any(|planned| planned.index == candidate) {
            planned.push(PlannedIndex { index: candidate, reason: Reason::Field(key.clone()) });
        }
    }
    planned
}

fn is_special(field: &AuthField) -> bool {
    field.attributes.sortable || field.attributes.unique || field.attributes.references.is_some()
}

fn index(fields: &[&str]) -> Index {
    Index::new(fields.join("_"), fields.iter().map(|field| (*field).to_owned()).collect())
}

/// Adds the fewest indexes with which every lookup is served that an index can serve.
fn add_needed(table: &AuthTable, planned: &mut Vec<PlannedIndex>, added: &AddedIndexes, searches: &[&str]) {
    let (needed, harmed): (Vec<_>, Vec<_>) = wishes(table).partition(|(wish, _)| wish.is_indexable);
    let harms = |fields: &[String]| harmed.iter().any(|(wish, _)| wish.is_served_by(fields));
    let needed: Vec<_> = needed.into_iter().filter(|(wish, _)| !harms(&wish.fields)).collect();
    for (wish, lookup) in &needed {
        let indexes =
            planned.iter().map(|planned| &planned.index).chain(added.indexes.iter().map(|index| &index.value));
        let is_served = indexes.filter(|index| !index.is_staged).any(|index| wish.is_served_by(&index.fields));
        // One that is being built already cannot be given once more.
        let is_served = is_served || added.has_fields(&wish.fields);
        // One that a longer one will serve is not made.
        let is_served_later =
            needed.iter().any(|(other, _)| other.fields.len() > wish.fields.len() && wish.is_served_by(&other.fields));
        if is_served || is_served_later {
            continue;
        }
        let is_taken =
            |name: &str| planned.iter().any(|planned| planned.index.name == name) || searches.contains(&name);
        let name = free_name(&wish.fields, |name| is_taken(name) || added.named(name).is_some());
        let index = Index::new(name, wish.fields.clone());
        let planned_index = PlannedIndex { index, reason: Reason::Lookup(lookup.made_by.clone()) };
        // The adapter takes the first that starts with the fields: an index that must be exact stands before longer ones,
        // but for the official ones, of which the order is upstream's.
        let longer = planned.iter().position(|planned| {
            matches!(planned.reason, Reason::Lookup(_) | Reason::Own(_))
                && planned.index.fields.starts_with(&wish.fields)
        });
        planned.insert(longer.unwrap_or(planned.len()), planned_index);
    }
}

/// What the lookups of a table want of indexes, but for those of which the caller chooses the fields.
fn wishes(table: &AuthTable) -> impl Iterator<Item = (Wish, &Lookup)> {
    let lookups = table.lookups.iter().filter(|lookup| !lookup.by_caller);
    lookups.filter_map(|lookup| match Wish::of(lookup, table) {
        Want::Index(wish) => Some((wish, lookup)),
        Want::Nothing | Want::Hopeless => None,
    })
}

/// What a lookup wants.
#[derive(Debug, PartialEq)]
pub(super) enum Want {
    /// An index.
    Index(Wish),
    /// Nothing: the fields are not all there, or the order of creation is all that it needs.
    Nothing,
    /// What no index can give.
    Hopeless,
}

/// What a lookup wants of an index.
#[derive(Debug, PartialEq)]
pub(super) struct Wish {
    pub(super) fields: Vec<String>,
    /// Whether the index must have no further field.
    exactly: bool,
    /// Whether it is a lookup of many values: then the first index with these fields is taken, whatever follows in it.
    merges: bool,
    /// Whether an index helps: with one, the adapter throws on a lookup of many values with a range, because it merges
    /// one stream a value by time of creation, and these streams are in the order of the range.
    is_indexable: bool,
}

impl Wish {
    pub(super) fn of(lookup: &Lookup, table: &AuthTable) -> Want {
        Self::try_of(lookup, table).unwrap_or(Want::Nothing)
    }

    /// None if the table lacks one of the fields.
    fn try_of(lookup: &Lookup, table: &AuthTable) -> Option<Want> {
        let name = |key: &String| table.fields.get(key).map(|field| field.name.clone());
        let is_creation = |name: &Option<String>| name.as_deref() == Some("createdAt");
        // By a unique field the adapter finds the one document, and compares the rest itself. It knows the field by its
        // key (`uniqueWhere` in `paginate`), so not where it has another name.
        let is_unique =
            |key: &&String| table.fields.get(*key).is_some_and(|field| field.attributes.unique && field.name == **key);
        if let Some(unique) = lookup.equal.iter().find(is_unique) {
            let fields = vec![unique.clone()];
            return Some(Want::Index(Self { fields, exactly: false, merges: false, is_indexable: true }));
        }
        // The adapter is given the key of the field to sort by, also where the field has another name.
        let sort = lookup.sort.clone();
        if let Some(key) = sort.as_ref().filter(|key| *key != "createdAt")
            && name(key)? != *key
        {
            return Some(Want::Hopeless);
        }
        let mut fields: Vec<String> = lookup.equal.iter().chain(&lookup.one_of).map(name).collect::<Option<_>>()?;
        fields.sort_by(|a, b| locale_order(a, b));
        let range = lookup.range.as_ref().map(name).map_or(Some(None), |name| name.map(Some))?;
        // With equality and a range on createdAt, an index makes the adapter ask for a field that the index has not.
        if is_creation(&range) && !fields.is_empty() {
            return Some(Want::Hopeless);
        }
        // Streams that are merged must be in the order that is asked for: a further field would disturb it.
        let exactly = is_creation(&range) || is_creation(&sort) || lookup.one_of.is_some();
        let is_indexable = lookup.one_of.is_none() || range.is_none();
        let range = range.filter(|name| name != "createdAt");
        let sort = sort.filter(|name| name != "createdAt" && Some(name) != range.as_ref());
        fields.extend(range.into_iter().chain(sort));
        // A longer index harms as well as an exact one.
        let merges = lookup.one_of.is_some();
        let wish = Self { fields, exactly: exactly && is_indexable, merges, is_indexable };
        Some(if wish.fields.is_empty() { Want::Nothing } else { Want::Index(wish) })
    }

    /// What becomes of the lookup over these indexes.
    pub(super) fn verdict<I: Deref<Target = Index>>(&self, indexes: &[I]) -> Verdict {
        // One that is staged serves nobody yet.
        let first = indexes.iter().position(|index| !index.is_staged && index.fields.starts_with(&self.fields));
        match (self.is_indexable, first) {
            (false, None) => Verdict::Impossible,
            (false, Some(index)) => Verdict::Throws(index),
            (true, None) => Verdict::Unserved,
            (true, Some(first)) if self.merges => match indexes[first].fields.len() == self.fields.len() {
                true => Verdict::Served(first),
                false => Verdict::Throws(first),
            },
            (true, Some(_)) => {
                let serving = indexes.iter().position(|index| !index.is_staged && self.is_served_by(&index.fields));
                serving.map_or(Verdict::Unserved, Verdict::Served)
            }
        }
    }

    /// Whether it is a lookup of many values.
    pub(super) fn is_of_many(&self) -> bool {
        self.merges
    }

    fn is_served_by(&self, fields: &[String]) -> bool {
        fields.starts_with(&self.fields) && (!self.exactly || fields.len() == self.fields.len())
    }
}

/// A name for an index on these fields that is not taken: joined, shortened if Convex would refuse it.
pub fn free_name(fields: &[String], is_taken: impl Fn(&str) -> bool) -> String {
    let joined = fields.join("_");
    if joined.len() <= NAME_LIMIT && !is_taken(&joined) {
        return joined;
    }
    let digest = format!("_{:08x}", xxh3_64(fields.join(",").as_bytes()) >> 32);
    let kept: String = joined.chars().take(NAME_LIMIT - digest.len()).collect();
    kept + &digest
}

/// The order of JavaScript's `localeCompare` for names of ASCII letters, digits and underscores: the underscore first,
/// then digits, then letters without regard to case; where that leaves two equal, the lower case first.
pub fn locale_order(a: &str, b: &str) -> Ordering {
    let letters = |text: &str| {
        text.bytes()
            .map(|byte| (byte.is_ascii_alphabetic(), byte != b'_', byte.to_ascii_lowercase()))
            .collect::<Vec<_>>()
    };
    let case = |text: &str| text.bytes().map(|byte| byte.is_ascii_uppercase()).collect::<Vec<_>>();
    letters(a).cmp(&letters(b)).then_with(|| case(a).cmp(&case(b)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use indexmap::IndexMap;
    use pretty_assertions::assert_eq;

    use super::*;
    use crate::catalog::condition::Condition;
    use crate::catalog::model::{FieldAttributes, FieldType};
    use crate::tables::assemble::Origin;

    /// A table of fields as `key`, `key=name` or `key!` for one that is unique.
    fn table(fields: &str, lookups: Vec<Lookup>) -> AuthTable {
        let origin = || Origin::Spec("test".to_owned());
        let field = |text: &str| {
            let unique = text.ends_with('!');
            let text = text.trim_end_matches('!');
            let (key, name) = text.split_once('=').unwrap_or((text, text));
            let attributes =
                FieldAttributes { kind: FieldType::String, required: true, unique, sortable: false, references: None };
            (key.to_owned(), AuthField { name: name.to_owned(), origin: origin(), attributes })
        };
        let fields: IndexMap<_, _> = fields.split_whitespace().map(field).collect();
        AuthTable { key: "t".to_owned(), name: "t".to_owned(), named_by: origin(), fields, lookups }
    }

    /// A lookup as `a b in:c range:d sort:e`.
    fn lookup(text: &str) -> Lookup {
        let mut lookup = Lookup { made_by: text.to_owned(), ..Lookup::default() };
        for word in text.split_whitespace() {
            match word.split_once(':') {
                Some(("in", key)) => lookup.one_of = Some(key.to_owned()),
                Some(("range", key)) => lookup.range = Some(key.to_owned()),
                Some(("sort", key)) => lookup.sort = Some(key.to_owned()),
                _ => lookup.equal.push(word.to_owned()),
            }
        }
        lookup
    }

    fn planned(fields: &str, listed: &[&str], lookups: &[&str]) -> Vec<String> {
        let table = table(fields, lookups.iter().map(|text| lookup(text)).collect());
        let listed: Vec<ListedIndex> = listed
            .iter()
            .map(|fields| ListedIndex {
                table: "t".to_owned(),
                fields: fields.split(',').map(str::to_owned).collect(),
                when: Condition::default(),
            })
            .collect();
        let planned = plan(&table, &listed.iter().collect::<Vec<_>>(), Custom::default(), IndexMode::Complete);
        planned.into_iter().map(|planned| planned.index.fields.join(",")).collect()
    }

    #[test]
    fn the_official_list() {
        let cases: [(&str, &[&str], &[&str]); 6] = [
            ("a b", &["a"], &["a"]),
            // Members are sorted by name, after renaming.
            ("b a", &["b,a"], &["a,b"]),
            ("a=z b", &["a,b"], &["b,z"]),
            // One that is listed first, before sorting, gets none of its own.
            ("b! a", &["b,a"], &["a,b"]),
            ("b a!", &["b,a"], &["a,b", "a"]),
            // A field that is not there.
            ("a", &["a,b", "b"], &[]),
        ];
        for (fields, listed, expected) in cases {
            assert_eq!(planned(fields, listed, &[]), expected, "{fields} with {listed:?}");
        }
    }

    #[test]
    fn what_lookups_need() {
        let cases: [(&str, &[&str], &[&str]); 19] = [
            ("a b", &["a"], &["a"]),
            ("a!", &["a"], &["a"]),
            // Equality in the order of localeCompare, then the range, then the sort.
            ("B a c d", &["B a range:d sort:c"], &["a,B,d,c"]),
            ("a r", &["a range:r sort:r"], &["a,r"]),
            // createdAt is left out, and then the index must be exact.
            ("a b createdAt", &["a b", "a sort:createdAt"], &["a", "a,b"]),
            ("a createdAt", &["sort:createdAt", "range:createdAt"], &[]),
            // One that a longer one serves is not made, in whatever order they come.
            ("a b", &["a", "a b"], &["a,b"]),
            ("a b", &["a b", "a"], &["a,b"]),
            ("a b", &["a b", "b a"], &["a,b"]),
            // Many values: exact, and before a longer one, which would disturb the order of the streams.
            ("a b", &["a b", "in:a"], &["a", "a,b"]),
            ("a b", &["a in:b"], &["a,b"]),
            // With a range an index makes the adapter throw: none, and none by accident.
            ("a b", &["in:a range:b"], &[]),
            ("a b", &["in:a range:b", "a range:b"], &[]),
            ("a b", &["a", "in:a range:b", "a range:b"], &["a"]),
            // By a unique field, but not where it has another name.
            ("u! a", &["a u"], &["u"]),
            ("u=v! a", &["a u"], &["v", "a,v"]),
            // createdAt as a range beside equality: an index makes the adapter throw.
            ("a createdAt", &["a range:createdAt"], &[]),
            // Renames, and the sort that the adapter is given by its key.
            ("a=z b", &["a b"], &["b,z"]),
            ("a b=z", &["a sort:b"], &[]),
        ];
        for (fields, lookups, expected) in cases {
            assert_eq!(planned(fields, &[], lookups), expected, "{fields} with {lookups:?}");
        }
    }

    #[test]
    fn names_are_free_and_short_enough() {
        let long = "x".repeat(40);
        let fields = [format!("{long}a"), format!("{long}b")];
        let name = free_name(&fields, |_| false);
        assert_eq!((name.len(), name.starts_with(&fields[0])), (NAME_LIMIT, true));
        let other = free_name(&["a".to_owned(), "b_c".to_owned()], |name| name == "a_b_c");
        assert!(other.starts_with("a_b_c_") && other.len() > 6, "{other}");
    }

    /// As `["userId", ...].sort((a, b) => a.localeCompare(b))` gives it in Node 20.
    #[test]
    fn locale_order_is_that_of_javascript() {
        let sorted = [
            "_a",
            "a",
            "A",
            "a_",
            "a_b",
            "a1",
            "ab",
            "aB",
            "Ab",
            "B",
            "b1",
            "organizationId",
            "user_id",
            "userid",
            "userId",
            "z",
        ];
        let mut names = sorted;
        names.reverse();
        names.sort_by(|a, b| locale_order(a, b));
        assert_eq!(names, sorted);
    }
}
