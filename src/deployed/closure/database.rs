//! Closures from `/nix/var/nix/db/db.sqlite`.
//!
//! Source: Nix' `schema.sql`, version 10: `ValidPaths (id, path, narSize, …)`, `Refs (referrer, reference)`. The file is
//! opened read-only and never as immutable: its write-ahead log holds what Nix has not folded in yet, which can be a
//! lot (`wal_autocheckpoint = 40000`).

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::{CachedStatement, Connection, OpenFlags, OptionalExtension as _};

use super::ClosureError;
use crate::deployed::store::Store;
use crate::generation::{Closure, StorePath};

const ID: &str = "SELECT id FROM ValidPaths WHERE path = ?1";
const PATH: &str = "SELECT path, coalesce(narSize, 0) FROM ValidPaths WHERE id = ?1";
const REFERENCES: &str = "SELECT reference FROM Refs WHERE referrer = ?1";

/// Bytes of the database that are read without copying them.
const MAPPED: i64 = 1 << 30;

/// Both closures of a pair.
pub(super) fn pair(
    store: &Store,
    from: &str,
    to: &str,
) -> Result<(Closure, Closure), ClosureError> {
    let path = store.database();
    let failed = |error: rusqlite::Error| ClosureError::Database {
        path: path.clone(),
        why: error.to_string(),
    };
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let database = Connection::open_with_flags(&path, flags).map_err(failed)?;
    database
        .busy_timeout(std::time::Duration::from_secs(5))
        .map_err(failed)?;
    // Without rights on the shared-memory file opening works, and the first query is what fails: so ask one.
    database
        .query_row("SELECT 1 FROM ValidPaths LIMIT 1", [], |_| Ok(()))
        .map_err(failed)?;
    // Faster where it can be had.
    let _ = database.pragma_update(None, "mmap_size", MAPPED);
    // One state of the database for all questions, whatever Nix does meanwhile.
    let database = database.unchecked_transaction().map_err(failed)?;
    let id = |path: &str| {
        database
            .query_row(ID, [path], |row| row.get::<_, i64>(0))
            .optional()
    };
    let mut ends = Vec::new();
    for path in [from, to] {
        match id(path).map_err(failed)? {
            Some(id) => ends.push(id),
            None => return Err(ClosureError::Unknown(path.to_owned())),
        }
    }
    let mut graph = Graph::of(&database).map_err(failed)?;
    let mut closures = Vec::new();
    for end in ends {
        closures.push(graph.closure(end).map_err(failed)?);
    }
    let [old, new] = closures.as_slice() else {
        return Err(ClosureError::Unknown(to.to_owned()));
    };
    let from: BTreeMap<String, StorePath> = old.iter().map(|at| graph.path(*at, None)).collect();
    let in_old: HashSet<usize> = old.iter().copied().collect();
    let to = new
        .iter()
        .map(|at| {
            let references = (!in_old.contains(at)).then(|| graph.references(*at));
            graph.path(*at, references)
        })
        .collect();
    Ok((Closure { paths: from }, Closure { paths: to }))
}

/// What was read of the database; two generations share most of it.
struct Graph<'d> {
    path: CachedStatement<'d>,
    reference: CachedStatement<'d>,
    known: HashMap<i64, usize>,
    nodes: Vec<Node>,
}

struct Node {
    path: String,
    size: u64,
    references: Vec<usize>,
}

impl<'d> Graph<'d> {
    fn of(database: &'d Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            path: database.prepare_cached(PATH)?,
            reference: database.prepare_cached(REFERENCES)?,
            known: HashMap::new(),
            nodes: Vec::new(),
        })
    }

    /// All nodes that one needs, itself among them.
    fn closure(&mut self, end: i64) -> rusqlite::Result<Vec<usize>> {
        let mut needed = Vec::new();
        let mut seen = vec![false; self.nodes.len()];
        let mut todo = vec![self.node(end)?];
        while let Some(at) = todo.pop() {
            seen.resize(self.nodes.len(), false);
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            needed.push(at);
            todo.extend(&self.nodes[at].references);
        }
        Ok(needed)
    }

    /// A node, with all that it needs read.
    fn node(&mut self, id: i64) -> rusqlite::Result<usize> {
        if let Some(at) = self.known.get(&id) {
            return Ok(*at);
        }
        let first = self.read(id)?;
        let mut todo = vec![(id, first)];
        while let Some((id, at)) = todo.pop() {
            let ids: Vec<i64> = self
                .reference
                .query_map([id], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            let mut references = Vec::with_capacity(ids.len());
            for id in ids {
                let next = if let Some(at) = self.known.get(&id) {
                    *at
                } else {
                    let at = self.read(id)?;
                    todo.push((id, at));
                    at
                };
                references.push(next);
            }
            self.nodes[at].references = references;
        }
        Ok(first)
    }

    fn read(&mut self, id: i64) -> rusqlite::Result<usize> {
        let (path, size) = self
            .path
            .query_row([id], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?)))?;
        let at = self.nodes.len();
        self.known.insert(id, at);
        self.nodes.push(Node {
            path,
            size: size.try_into().unwrap_or(0),
            references: Vec::new(),
        });
        Ok(at)
    }

    fn references(&self, at: usize) -> Vec<String> {
        let references = self.nodes[at].references.iter();
        references.map(|at| self.nodes[*at].path.clone()).collect()
    }

    fn path(&self, at: usize, references: Option<Vec<String>>) -> (String, StorePath) {
        let node = &self.nodes[at];
        let path = StorePath {
            size: node.size,
            references,
        };
        (node.path.clone(), path)
    }
}
