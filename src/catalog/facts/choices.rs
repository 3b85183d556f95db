//! Words of `service.toml` of which one is taken.

use crate::choice;

choice! {
    /// How many services of one type a machine can hold.
    Instances {
        /// One on each machine.
        One = "one",
        /// As many as it has room for.
        Many = "many",
    }
}

choice! {
    /// How a service lives on several machines.
    Spread {
        /// On one machine only.
        SingleSite = "single-site",
        /// On any number of machines, each with all data.
        Replicated = "replicated",
        /// On an odd number of machines, most of which must be up.
        Quorum = "quorum",
    }
}

choice! {
    /// How a service can take part in single sign-on.
    Sso {
        /// Not at all.
        None = "none",
        /// OpenID Connect.
        Oidc = "oidc",
        /// LDAP.
        Ldap = "ldap",
    }
}

choice! {
    /// Transport of a port.
    Protocol {
        /// TCP.
        Tcp = "tcp",
        /// UDP.
        Udp = "udp",
    }
}

choice! {
    /// Who reaches a port that is open.
    Reach {
        /// The internet.
        Public = "public",
        /// The collective's machines.
        Mesh = "mesh",
    }
}

choice! {
    /// A database that holds state.
    Engine {
        /// `services.postgresql`
        Postgresql = "postgresql",
        /// `services.mysql`
        Mysql = "mysql",
        /// A file; its path is among the state.
        Sqlite = "sqlite",
    }
}

choice! {
    /// The type of a setting.
    SettingType {
        /// true or false
        Bool = "bool",
        /// A whole number.
        Int = "int",
        /// `4 GiB`
        Size = "size",
        /// Text.
        String = "string",
        /// One of a few words.
        Enum = "enum",
        /// A list of texts.
        List = "list",
        /// A domain name.
        Domain = "domain",
        /// A path in the repository.
        PathInRepo = "path-in-repo",
        /// A list of names of members.
        Members = "members",
    }
}

choice! {
    /// What a service does for other services.
    Role {
        /// People sign in there: an OpenID Connect provider.
        Sso = "sso",
        /// It takes mail from others, and sends it.
        Mail = "mail",
        /// It collects figures of machines and services.
        Metrics = "metrics",
    }
}

choice! {
    /// What a service wants besides a machine.
    What {
        /// A server that sends its mail, named by a setting.
        Mail = "mail",
        /// A line that sends fast enough.
        Upload = "upload",
    }
}

choice! {
    /// The type of a DNS record.
    DnsKind {
        /// Where mail goes.
        Mx = "MX",
        /// Text.
        Txt = "TXT",
        /// Where a protocol is served.
        Srv = "SRV",
        /// Another name.
        Cname = "CNAME",
        /// Who may make certificates.
        Caa = "CAA",
        /// The name of an address.
        Ptr = "PTR",
    }
}
