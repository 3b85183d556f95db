//! The kinds of findings of names that lead nowhere: `reference/*`.

use crate::finding::{Code, Severity};

/// All codes of this stage.
pub const ALL: &[&Code] = &[
    &UNKNOWN_MEMBER,
    &UNKNOWN_GROUP,
    &UNKNOWN_SITE,
    &UNKNOWN_MACHINE,
    &UNKNOWN_SERVICE_TYPE,
];

/// No such member.
pub static UNKNOWN_MEMBER: Code = Code {
    name: "reference/unknown-member",
    severity: Severity::Error,
    summary: "a member is named who is nowhere described",
    explanation: "\
A caretaker or a keeper is named, and no `[members.NAME]` describes that person.

    [machines.ananas]
    caretakers = [\"alise\"]       # [members.alice] exists

Way out: mend the name, or add the member (`members/NAME.toml`, or a table in `coloc.toml`). A person who has left
is kept as a member with `status = \"left\"`, and taken out of the lists of caretakers.
",
};

/// No such group.
pub static UNKNOWN_GROUP: Code = Code {
    name: "reference/unknown-group",
    severity: Severity::Error,
    summary: "a group is named that is nowhere described",
    explanation: "\
A member belongs to a group, or a service is for one, that no `[groups.NAME]` describes. With a mistyped name nobody
would have access, or somebody too many.

    [services.nuage]
    for = [\"buro\"]               # [groups.bureau] exists

Way out: mend the name, or add `[groups.NAME]` with a `title`. For all members write `for = \"members\"`, for
everybody `for = \"public\"`.
",
};

/// No such site.
pub static UNKNOWN_SITE: Code = Code {
    name: "reference/unknown-site",
    severity: Severity::Error,
    summary: "a site is named that is nowhere described",
    explanation: "\
A machine stands at a site that no `[sites.NAME]` describes. Sites tell who can open the door and what fails
together, so every machine needs one.

    [machines.ananas]
    site = \"pari\"                # [sites.paris] exists

Way out: mend the name, or add `[sites.NAME]` with a `keeper`.
",
};

/// No such machine.
pub static UNKNOWN_MACHINE: Code = Code {
    name: "reference/unknown-machine",
    severity: Severity::Error,
    summary: "a machine is named that is nowhere described",
    explanation: "\
A service runs on, or keeps its copies on, a machine that no `[machines.NAME]` describes.

    [services.nuage]
    machine = \"anans\"            # [machines.ananas] exists

Way out: mend the name, or describe the machine. If it was given up, move the service
(`machine = \"…\"`) and think of its data: moving a line does not move files.
",
};

/// No such type of service.
pub static UNKNOWN_SERVICE_TYPE: Code = Code {
    name: "reference/unknown-service-type",
    severity: Severity::Error,
    summary: "a service is of a type that the catalog does not have",
    explanation: "\
`type` names an entry of the catalog. `coloc catalog` lists them all.

    [services.nuage]
    type = \"next-cloud\"          # did you mean \"nextcloud\"?

Way out: mend the name. For a service that the catalog lacks, run its container with `type = \"oci-container\"`, write
an entry of your own under `catalog/`, or put it into a NixOS module by hand (`machines.NAME.modules`).
",
};
