//! Single sign-on: how a service is registered at a provider (`[oidc]`), and how a provider is found (`[provider]`).

use super::facts::{OidcTable, ProviderTable};
use crate::manifest::types::{Domain, Name, Text};
use crate::source::Spanned;

/// The secret that a service and its provider share, as templates of the service call it.
pub const SECRET: &str = "oidc-secret";

/// What stands before a service's name in the provider's name of that secret.
pub const CLIENT: &str = "client-";

/// How a service is registered at the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a key of its own in service.toml"
)]
pub struct Oidc {
    /// Where the provider may send people back to, with placeholders.
    pub redirects: Vec<String>,
    /// Where the provider's list of services leads, with placeholders.
    pub landing: String,
    /// What is asked for.
    pub scopes: Vec<String>,
    /// Whether it proves by S256 that it began the sign-in itself (RFC 7636).
    pub pkce: bool,
    /// Whether it needs RS256 in the place of ES256.
    pub rs256: bool,
    /// Whether people are `alice`, not `alice@id.example`.
    pub short_names: bool,
    /// Whether it is a confidential client (RFC 6749, 2.1): then it shares a secret with the provider.
    pub secret: bool,
    /// Owner of the secret's file on the service's machine.
    pub owner: String,
    /// Its group.
    pub group: String,
    /// Its mode, octal.
    pub mode: String,
    /// Units to restart when it changes; none: the entry's.
    pub restarts: Option<Vec<String>>,
}

impl Oidc {
    pub(super) fn new(table: &OidcTable) -> Option<Self> {
        Some(Self {
            redirects: table.redirects.as_ref()?.0.clone(),
            landing: table.landing.0.clone(),
            scopes: table.scopes.0.clone(),
            pkce: table.pkce.value,
            rs256: table.rs256.value,
            short_names: table.short_names.value,
            secret: table.secret.value,
            owner: table.owner.0.clone(),
            group: table.group.0.clone(),
            mode: table.mode.0.clone(),
            restarts: table.restarts.as_ref().map(|units| units.0.clone()),
        })
    }
}

/// Where a provider answers: addresses with `{domain}` (its own) and `{client}` (the service's name).
#[derive(Clone, Debug)]
pub struct Provider {
    /// What tokens say of who made them.
    pub issuer: String,
    /// Where people sign in.
    pub authorize: String,
    /// Where a service takes its token.
    pub token: String,
    /// Where it asks who somebody is.
    pub userinfo: String,
    /// Public keys of the provider.
    pub jwks: String,
    /// Owner of the services' secrets on the provider's machine.
    pub owner: String,
    /// Their group.
    pub group: String,
    /// Their mode, octal.
    pub mode: String,
}

impl Provider {
    pub(super) fn new(table: &ProviderTable) -> Option<Self> {
        let address = |value: &Option<Spanned<Text>>| Some(value.as_ref()?.0.clone());
        Some(Self {
            issuer: address(&table.issuer)?,
            authorize: address(&table.authorize)?,
            token: address(&table.token)?,
            userinfo: address(&table.userinfo)?,
            jwks: address(&table.jwks)?,
            owner: table.secret_owner.0.clone(),
            group: table.secret_group.0.clone(),
            mode: table.secret_mode.0.clone(),
        })
    }

    /// An address for one service.
    pub fn address(pattern: &str, domain: &Domain, client: &Name) -> String {
        pattern
            .replace("{domain}", domain.as_str())
            .replace("{client}", client.as_str())
    }
}
