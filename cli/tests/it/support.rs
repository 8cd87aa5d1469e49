use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use rusqlite::Connection;
use stytch_connected_apps_sandbox::{Sandbox, SandboxBuilder, Seed};
use tempfile::TempDir;

use crate::command::Run;

/// A sandbox, and a directory for the record.
pub struct World {
    pub sandbox: Sandbox,
    pub directory: TempDir,
}

/// The app, the Organization, the person and the scopes.
pub type Grant = (String, String, String, String);

impl World {
    pub async fn new(seed: Seed) -> Self {
        Self::with(seed, |builder| builder).await
    }

    pub async fn with(seed: Seed, adjust: impl FnOnce(SandboxBuilder) -> SandboxBuilder) -> Self {
        let sandbox = adjust(Sandbox::builder().seed(seed)).start().await.expect("a free port on loopback");
        Self { sandbox, directory: TempDir::new().expect("a temporary directory") }
    }

    /// Lets another sandbox of the same project take the place of the first one.
    pub async fn reseed(&mut self, seed: Seed) {
        self.sandbox = Sandbox::builder().seed(seed).start().await.expect("a free port on loopback");
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// The command with these arguments, in the directory and with the credentials of the sandbox.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stytch-apps"));
        command.args(arguments).stdin(Stdio::null());
        self.prepare(&mut command);
        command
    }

    /// Sets a command's directory and environment.
    pub fn prepare(&self, command: &mut Command) {
        command
            .current_dir(self.directory.path())
            .env_clear()
            .env("STYTCH_PROJECT_ID", Sandbox::PROJECT_ID)
            .env("STYTCH_SECRET", Sandbox::SECRET)
            .env("STYTCH_BASE_URL", self.sandbox.url());
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        ended(self.command(arguments))
    }

    /// Runs a command that has to succeed, and returns its standard output.
    #[track_caller]
    pub fn succeed(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!(ran.code, Some(0), "{arguments:?}: {ran:?}");
        ran.out
    }

    pub fn record(&self) -> Connection {
        Connection::open(self.path("r.sqlite")).expect("a record")
    }

    /// One value of the record.
    #[track_caller]
    pub fn value<T: rusqlite::types::FromSql>(&self, sql: &str) -> T {
        self.record().query_row(sql, [], |row| row.get(0)).expect("a value")
    }

    /// The grants that a review found.
    pub fn found(&self, review: i64) -> BTreeSet<Grant> {
        let record = self.record();
        let sql = "SELECT app_id, organization_id, person_id, scopes FROM granted WHERE review = ?1";
        let mut select = record.prepare(sql).expect("the schema");
        let rows = select.query_map([review], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)));
        rows.expect("rows").collect::<Result<_, _>>().expect("text")
    }

    /// The grants that the sandbox has now.
    pub fn granted(&self) -> BTreeSet<Grant> {
        granted(&self.sandbox.snapshot())
    }

    /// The Users whom reviews have done.
    pub fn done(&self) -> BTreeSet<String> {
        let record = self.record();
        let sql = "SELECT id FROM subject WHERE kind = 'user' AND state = 'done'";
        let mut select = record.prepare(sql).expect("the schema");
        let rows = select.query_map([], |row| row.get(0)).expect("rows");
        rows.collect::<Result<_, _>>().expect("text")
    }

    /// The Users whose apps the sandbox was asked for since the last reset.
    pub fn asked(&self) -> BTreeSet<String> {
        let requests = self.sandbox.requests().into_iter();
        let requests = requests.filter(|request| request.operation == Some("get_user_connected_apps"));
        requests.map(|request| request.parameters["user_id"].clone()).collect()
    }

    /// The number of revocations in a state.
    pub fn count(&self, state: &str) -> usize {
        let sql = format!("SELECT count(*) FROM revocation WHERE state = '{state}'");
        self.value::<i64>(&sql) as usize
    }

    /// The command with these arguments in a shell that first runs `setup`, such as `umask 000`.
    pub fn in_shell(&self, setup: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new("sh");
        let script = format!("{setup}; exec \"$0\" \"$@\"");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_stytch-apps")]).args(arguments);
        command.stdin(Stdio::null());
        self.prepare(&mut command);
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command
    }

    /// Starts a command whose output nobody reads.
    pub fn start(&self, arguments: &[&str]) -> Child {
        let mut command = self.command(arguments);
        command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the command starts")
    }

    /// Waits until the sandbox has had this many requests of an operation.
    #[track_caller]
    pub fn wait_for(&self, child: &mut Child, operation: &str, requests: usize) {
        while self.requests(operation) < requests {
            assert_eq!(child.try_wait().expect("a child"), None, "it has ended too early");
            sleep(Duration::from_millis(5));
        }
    }

    /// The number of requests of an operation that the sandbox has had.
    pub fn requests(&self, operation: &str) -> usize {
        let requests = self.sandbox.requests();
        requests.iter().filter(|request| request.operation == Some(operation)).count()
    }
}

pub fn granted(seed: &Seed) -> BTreeSet<Grant> {
    let users = seed.users.iter().map(|user| (String::new(), &user.user_id, &user.grants));
    let members = seed.organizations.iter().flat_map(|organization| {
        let id = &organization.organization_id;
        organization.members.iter().map(|member| (id.clone(), &member.member_id, &member.grants))
    });
    let people = users.chain(members);
    let grants = people.flat_map(|(organization, person, grants)| {
        let grant = move |grant: &stytch_connected_apps_sandbox::Grant| {
            (grant.app.clone(), organization.clone(), person.clone(), grant.scopes.clone())
        };
        grants.iter().map(grant)
    });
    grants.collect()
}

/// The setup of a shell in which files cannot grow beyond so many blocks of 512 bytes. The signal would end the process,
/// but a full disk does not.
pub fn full_disk(blocks: usize) -> String {
    format!("trap '' XFSZ; ulimit -f {blocks}")
}

/// Sends a signal such as `INT` to a command.
pub fn signal(child: &Child, name: &str) {
    let kill = Command::new("kill").args([format!("-{name}"), child.id().to_string()]).status();
    assert!(kill.expect("kill starts").success());
}

/// Runs a command to its end.
pub fn ended(mut command: Command) -> Run {
    command.output().expect("the command starts").into()
}

/// Two Users and the Members of two Organizations, who granted to two apps.
pub fn few() -> Seed {
    Seed::new()
        .grant("user-1", "calendar", "openid calendar:write")
        .grant("user-1", "agent", "openid offline_access")
        .grant("user-2", "agent", "openid")
        .grant(("acme", "member-1"), "agent", "openid")
        .grant(("acme", "member-2"), "agent", "openid")
        .grant(("globex", "member-3"), "calendar", "openid")
}
