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
}

impl Oidc {
    pub(super) fn new(table: &OidcTable) -> Option<Self> {
        let yes = |value: &Option<Spanned<bool>>, otherwise: bool| {
            value.as_ref().map_or(otherwise, |yes| yes.value)
        };
        Some(Self {
            redirects: texts(table.redirects.as_ref()?),
            landing: text(table.landing.as_ref(), "https://{domain}/"),
            scopes: table.scopes.as_ref().map_or_else(
                || ["openid", "profile", "email"].map(str::to_owned).to_vec(),
                texts,
            ),
            pkce: yes(&table.pkce, true),
            rs256: yes(&table.rs256, false),
            short_names: yes(&table.short_names, true),
            secret: yes(&table.secret, true),
            owner: text(table.owner.as_ref(), "root"),
            group: text(table.group.as_ref(), "root"),
            mode: text(table.mode.as_ref(), "0400"),
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
        let address = |value: &Option<Spanned<Text>>| Some(value.as_ref()?.value.0.clone());
        Some(Self {
            issuer: address(&table.issuer)?,
            authorize: address(&table.authorize)?,
            token: address(&table.token)?,
            userinfo: address(&table.userinfo)?,
            jwks: address(&table.jwks)?,
            owner: text(table.secret_owner.as_ref(), "root"),
            group: text(table.secret_group.as_ref(), "root"),
            mode: text(table.secret_mode.as_ref(), "0400"),
        })
    }

    /// All of its addresses, as `service.toml` names them.
    pub fn addresses(&self) -> [(&'static str, &str); 5] {
        [
            ("issuer", &self.issuer),
            ("authorize", &self.authorize),
            ("token", &self.token),
            ("userinfo", &self.userinfo),
            ("jwks", &self.jwks),
        ]
    }

    /// An address for one service.
    pub fn address(pattern: &str, domain: &Domain, client: &Name) -> String {
        pattern
            .replace("{domain}", domain.as_str())
            .replace("{client}", client.as_str())
    }
}

fn text(value: Option<&Spanned<Text>>, otherwise: &str) -> String {
    value.map_or(otherwise.to_owned(), |text| text.value.0.clone())
}

fn texts(list: &Spanned<Vec<Spanned<Text>>>) -> Vec<String> {
    list.value.iter().map(|text| text.value.0.clone()).collect()
}
