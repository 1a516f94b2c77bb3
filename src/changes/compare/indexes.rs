//! The comparison of the indexes of a table, of search and vector indexes too.

use super::Comparison;
use crate::changes::change::MemberKind;
use crate::convex::{Index, Search, SearchIndex, Table};
use crate::diagnostic::codes::changes as codes;

impl Comparison {
    pub(super) fn indexes(&mut self, old: &Table, new: &Table) {
        let mut renamed = Vec::new();
        // Two indexes with one name, which Convex refuses, are each compared with an equal one.
        for index in new.indexes.iter().filter(|index| !old.indexes.contains(index)) {
            let (name, after) = (index.name.as_str(), Some(index_in_words(index)));
            match old.index(name) {
                Some(before) if before.fields != index.fields => {
                    self.add(&codes::INDEX_FIELDS, MemberKind::Index, Some(name), Some(index_in_words(before)), after);
                }
                Some(before) if before.is_staged != index.is_staged => {
                    let code = if index.is_staged { &codes::INDEX_STAGED } else { &codes::INDEX_ENABLED };
                    self.add(code, MemberKind::Index, Some(name), Some(index_in_words(before)), after);
                }
                Some(_) => {}
                None => {
                    // An index that queries could use and now cannot is not the same.
                    let is_it = |before: &&Index| {
                        let is_usable = before.is_staged || !index.is_staged;
                        before.fields == index.fields && is_usable && new.index(&before.name).is_none()
                    };
                    match old.indexes.iter().find(is_it) {
                        Some(before) => {
                            renamed.push(before.name.as_str());
                            self.add(
                                &codes::INDEX_RENAMED,
                                MemberKind::Index,
                                Some(name),
                                Some(before.name.clone()),
                                Some(name.to_owned()),
                            );
                        }
                        None => self.add(&codes::INDEX_ADDED, MemberKind::Index, Some(name), None, after),
                    }
                }
            }
        }
        let is_gone = |index: &&Index| new.index(&index.name).is_none() && !renamed.contains(&index.name.as_str());
        for gone in old.indexes.iter().filter(is_gone) {
            self.add(&codes::INDEX_REMOVED, MemberKind::Index, Some(&gone.name), Some(index_in_words(gone)), None);
        }
    }

    pub(super) fn searches(&mut self, old: &[SearchIndex], new: &[SearchIndex]) {
        for index in new.iter().filter(|index| !old.contains(index)) {
            let after = Some(search_in_words(index));
            match old.iter().find(|before| before.name == index.name) {
                None => self.add(&codes::SEARCH_ADDED, search_kind(index), Some(&index.name), None, after),
                Some(before) if SearchIndex { is_staged: before.is_staged, ..index.clone() } == *before => {
                    if before.is_staged != index.is_staged {
                        let code = if index.is_staged { &codes::SEARCH_STAGED } else { &codes::SEARCH_ENABLED };
                        self.add(code, search_kind(index), Some(&index.name), Some(search_in_words(before)), after);
                    }
                }
                Some(before) => {
                    self.add(
                        &codes::SEARCH_CHANGED,
                        search_kind(index),
                        Some(&index.name),
                        Some(search_in_words(before)),
                        after,
                    );
                }
            }
        }
        for gone in old.iter().filter(|gone| !new.iter().any(|index| index.name == gone.name)) {
            self.add(&codes::SEARCH_REMOVED, search_kind(gone), Some(&gone.name), Some(search_in_words(gone)), None);
        }
    }
}

fn index_in_words(index: &Index) -> String {
    let staged = if index.is_staged { ", staged" } else { "" };
    format!("{}{staged}", index.fields.join(", "))
}

fn search_kind(index: &SearchIndex) -> MemberKind {
    match index.kind {
        Search::Text => MemberKind::SearchIndex,
        Search::Vector(_) => MemberKind::VectorIndex,
    }
}

fn search_in_words(index: &SearchIndex) -> String {
    let mut words = match index.kind {
        Search::Text => index.field.clone(),
        Search::Vector(dimensions) => format!("{}, {dimensions} dimensions", index.field),
    };
    if !index.filters.is_empty() {
        words.push_str(&format!(", filtered by {}", index.filters.join(", ")));
    }
    if index.is_staged {
        words.push_str(", staged");
    }
    words
}
