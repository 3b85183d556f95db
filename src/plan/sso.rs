//! Single sign-on: which service signs in where, and what the provider must know of it.

use std::sync::Arc;

use super::Because;
use super::ground::Ground;
use crate::catalog::facts::{Role, fill};
use crate::catalog::sign_on::{CLIENT, Oidc, Provider};
use crate::collective::{Collective, Service};
use crate::manifest::key::{Field, Key};
use crate::manifest::types::{Audience, Domain, Name};

/// How a service signs people in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignOn {
    /// The service that provides it.
    pub provider: Name,
    /// What the provider is, for people.
    pub title: String,
    /// The provider's domain.
    pub domain: Domain,
    /// What tokens say of who made them.
    pub issuer: String,
    /// Where people sign in.
    pub authorize: String,
    /// Where a token is taken.
    pub token: String,
    /// Where it is asked who somebody is.
    pub userinfo: String,
    /// The provider's public keys.
    pub jwks: String,
    /// What is asked for.
    pub scopes: Vec<String>,
    /// The provider's group of those who may use the service.
    pub group: String,
    /// Whether the service and the provider share a secret.
    pub secret: bool,
}

/// A service as its provider knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// The service.
    pub name: Name,
    /// What it is, for people.
    pub title: String,
    /// Where people may be sent back to.
    pub redirects: Vec<String>,
    /// Where the provider's list of services leads.
    pub landing: String,
    /// How it is registered.
    pub oidc: Oidc,
    /// The provider's group of those who may use it.
    pub group: String,
    /// Members who may use it.
    pub users: Arc<[Name]>,
    /// Why.
    pub because: Because,
}

impl Client {
    /// The name of its secret among the provider's; none if they share none.
    pub fn secret(&self) -> Option<String> {
        self.oidc.secret.then(|| format!("{CLIENT}{}", self.name))
    }
}

/// The provider of the collective: the first, if it has more than one, which `clash/sso` tells.
pub fn provider(collective: &Collective) -> Option<(&Name, &Service, &Provider)> {
    collective.services.iter().find_map(|(name, service)| {
        let provides = service.entry.provides.contains(&Role::Sso);
        let provider = service.entry.provider.as_ref()?;
        provides.then_some((name, &**service, provider))
    })
}

/// How a service signs people in; none if it cannot, or if the collective has no provider.
pub fn plan(ground: &Ground<'_>, name: &Name, service: &Service) -> Option<SignOn> {
    let (provider_name, provider_service, provider) = ground.provider?;
    let oidc = service.entry.oidc.as_ref()?;
    let domain = &provider_service.domain.as_ref()?.value;
    let address = |pattern: &str| Provider::address(pattern, domain, name);
    Some(SignOn {
        provider: provider_name.clone(),
        title: provider_service.entry.title.clone(),
        domain: domain.clone(),
        issuer: address(&provider.issuer),
        authorize: address(&provider.authorize),
        token: address(&provider.token),
        userinfo: address(&provider.userinfo),
        jwks: address(&provider.jwks),
        scopes: oidc.scopes.clone(),
        group: group(name.as_str()),
        secret: oidc.secret,
    })
}

/// What the service that provides single sign-on must know of the others.
pub fn clients(ground: &Ground<'_>) -> Vec<Client> {
    let collective = ground.collective;
    let client = |(name, service): (&Name, &Arc<Service>)| {
        let oidc = service.entry.oidc.clone()?;
        let domain = service.domain.as_deref();
        let fill = |pattern: &str| fill(pattern, name.as_str(), domain, &collective.domain);
        Some(Client {
            name: name.clone(),
            title: service.entry.title.clone(),
            redirects: oidc.redirects.iter().map(|pattern| fill(pattern)).collect(),
            landing: fill(&oidc.landing),
            group: group(name.as_str()),
            users: users(ground, &service.audience),
            because: [Field::Type, Field::Domain, Field::For]
                .map(|field| Key::service(name, field))
                .into(),
            oidc,
        })
    };
    collective.services.iter().filter_map(client).collect()
}

/// Members who may use a service; of a public one, all.
fn users(ground: &Ground<'_>, audience: &Audience) -> Arc<[Name]> {
    match audience {
        Audience::Public => ground.users(&Audience::Members),
        Audience::Members | Audience::Groups(_) => ground.users(audience),
    }
}

/// The provider's group of a service's users.
pub fn group(service: &str) -> String {
    format!("{service}_users")
}
