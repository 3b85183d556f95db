//! Texts and collectives that are made to take long.

use super::*;

/// How long this thread has worked: what else the machine does is not in it.
fn worked() -> std::io::Result<Duration> {
    let clock = unix::time::ClockId::CLOCK_THREAD_CPUTIME_ID;
    Ok(clock.now().map(Duration::from)?)
}

/// Texts of up to 4 MiB, each made to hurt.
#[test]
fn texts_that_are_made_to_hurt_are_read_at_once() -> Outcome {
    let many = |one: &str| one.repeat((4 << 20) / one.len());
    let numbered =
        |count: usize, line: fn(usize) -> String| (0..count).map(line).collect::<String>();
    let cases: Vec<(&str, String)> = vec![
        (
            "arrays, never closed",
            format!("x = {}", "[".repeat((4 << 20) - 4)),
        ),
        (
            "arrays, closed",
            format!("x = {}{}", "[".repeat(2 << 20), "]".repeat((2 << 20) - 4)),
        ),
        ("tables, never closed", format!("x = {}", many("{a="))),
        ("headings of nothing", many("[")),
        ("a key of many parts", format!("{}a = 1", many("a."))),
        (
            "a key of 100,000 parts",
            format!("{}a = 1", "a.".repeat(100_000)),
        ),
        (
            "a heading of many parts",
            format!("[{}a]", "a.".repeat(1 << 20)),
        ),
        ("quotes", many("\"")),
        ("single quotes", many("'")),
        (
            "backslashes",
            format!("x = \"{}\"", many("\\").split_at((4 << 20) - 8).0),
        ),
        (
            "a comment",
            format!("#{}", many("x").split_at((4 << 20) - 1).0),
        ),
        ("carriage returns", many("\r")),
        ("NULs", many("\0")),
        ("git marks", many("<<<<<<< \n")),
        (
            "headers of keys",
            many("-----BEGIN OPENSSH PRIVATE KEY-----"),
        ),
        ("addresses", many("http://a:b@")),
        (
            "headers of keys, never closed",
            many("-----BEGIN PRIVATE KEY-----\"\n"),
        ),
        ("beginnings of secrets", many("$6$")),
        (
            "100,000 tables",
            numbered(100_000, |n| format!("[members.a{n}]\n")),
        ),
        (
            "100,000 unknown tables",
            numbered(100_000, |n| format!("[a{n}]\n")),
        ),
        (
            "100,000 unknown keys",
            numbered(100_000, |n| format!("members.alice.b{n} = 1\n")),
        ),
        (
            "100,000 names that are none",
            numbered(100_000, |n| format!("[members.\"A{n}\"]\n")),
        ),
        (
            "a list of a million",
            format!("members.alice.groups = [{}]", "\"a\",".repeat(800_000)),
        ),
        (
            "a million too deep",
            format!(
                "nixos = {}{}{}",
                "[".repeat(64),
                "1,".repeat(500_000),
                "]".repeat(64)
            ),
        ),
    ];
    for (what, text) in cases {
        progress::at(what);
        let began = worked()?;
        let repository = Repository::new(MAIN)?;
        repository.write(
            "members/hostile.toml",
            &text.as_bytes()[..text.len().min(4 << 20)],
        )?;
        let reading = repository
            .read()
            .map_err(|error| format!("{what}: {error}"))?;
        assert!(
            what == "a comment" || !reading.findings.is_empty(),
            "{what}"
        );
        let took = worked()?.saturating_sub(began);
        assert!(took < Duration::from_secs(30), "{what} took {took:?}");
    }
    Ok(())
}

/// Nothing compares all with all: thousands of tables, right and wrong, are checked at once.
#[test]
fn collectives_of_thousands_are_checked_at_once() -> Outcome {
    let tables = |of_one: fn(usize) -> String| (0..20_000).map(of_one).collect::<String>();
    let members = tables(|n| format!("[members.m{n}]\nname = \"M\"\n"));
    let names = tables(|n| format!("\"m{n}\","));
    let cases = [
        (
            "everything",
            tables(|n| {
                format!(
                    "[sites.s{n}]\nkeeper = \"m{n}\"\n[members.m{n}]\nname = \"M\"\n[machines.c{n}]\nsite = \"s{n}\"\n\
                     caretakers = [\"m{n}\"]\n[services.w{n}]\ntype = \"pad\"\nmachine = \"c{n}\"\nbackup = [\"c0\"]\n"
                )
            }),
        ),
        (
            "names that nobody has",
            members.clone() + &tables(|n| format!("[sites.s{n}]\nkeeper = \"k{n}\"\n")),
        ),
        (
            "types that are none",
            tables(|n| format!("[services.w{n}]\ntype = \"t{n}\"\nmachine = \"x\"\n")),
        ),
        (
            "one long list",
            format!("{members}[sites.s]\n[machines.c]\nsite = \"s\"\ncaretakers = [{names}]\n"),
        ),
    ];
    for (what, text) in cases {
        progress::at(what);
        let began = worked()?;
        let repository = Repository::new(MAIN)?;
        for (file, text) in ENTRY {
            repository.write(&format!("catalog/pad/{file}"), text)?;
        }
        repository.write("members/all.toml", text)?;
        repository
            .read()
            .map_err(|error| format!("{what}: {error}"))?;
        let took = worked()?.saturating_sub(began);
        assert!(took < Duration::from_secs(30), "{what} took {took:?}");
    }
    Ok(())
}

/// Templates of a pull request end, and do not fill the memory.
#[test]
fn templates_that_are_made_to_hurt_end_at_once() -> Outcome {
    let doubling = "{% set a = 'xxxxxxxx' %}".to_owned() + &"{% set a = a ~ a %}".repeat(40);
    let three = "{% for a in range(end=256) %}{% for b in range(end=256) %}{% for c in range(end=256) %}x{% endfor %}{% endfor %}{% endfor %}";
    let two = format!(
        "{{% for a in range(end=256) %}}{{% for b in range(end=256) %}}{}{{% endfor %}}{{% endfor %}}",
        "x".repeat(20_000)
    );
    let replaced =
        "{{ name".to_owned() + &" | replace(from='p', to='pppppppppppppppp')".repeat(40) + " }}";
    let component =
        "{% component a() %}{% for a in range(end=256) %}{% endfor %}{% endcomponent a %}{ }";
    for template in [
        doubling.as_str(),
        three,
        &two,
        &replaced,
        component,
        "{% include 'flake.nix' %}",
        "{% if %",
    ] {
        let repository = Repository::new(&format!(
            "{MAIN}\n[sites.paris]\n[machines.ananas]\nsite = \"paris\"\nsystem = \"aarch64-linux\"\n[services.pages]\ntype = \
             \"pad\"\nmachine = \"ananas\"\n"
        ))?;
        for (file, text) in ENTRY {
            repository.write(&format!("catalog/pad/{file}"), text)?;
        }
        repository.write("catalog/pad/module.nix.tera", template)?;
        let mut reading = repository.read()?;
        let before: Vec<String> = reading
            .findings
            .iter()
            .map(|finding| finding.code.name.to_owned())
            .collect();
        pipeline::emit(&mut reading, coloc::emit::Scope::All)?;
        let told = reading
            .findings
            .iter()
            .any(|finding| finding.code.name == "catalog/template");
        assert!(told, "{template:.60}: {before:?}");
    }
    Ok(())
}
