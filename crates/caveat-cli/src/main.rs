//! The program `caveat`.

mod args;
mod command;
mod date;
mod failure;
mod here;
mod misread;
mod names;
mod report;
mod status;

use std::process::ExitCode;

use clap::Parser;

use args::marking::MarkingVerb;
use args::{Args, Command, LedgerVerb};
use command as verb;
use failure::Failure;
use here::Here;
use status::Status;

fn main() -> ExitCode {
    let Args { place, command } = Args::try_parse().unwrap_or_else(|error| {
        let typed = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned());
        misread::told(error, &typed.collect::<Vec<_>>()).exit()
    });
    let here = Here::of(place);
    let status = run(command, &here).unwrap_or_else(|failure| {
        report::failure(&failure);
        failure.status
    });
    status.into()
}

fn run(command: Command, here: &Here) -> Result<Status, Failure> {
    match command {
        Command::Init(init) => verb::init::init(init, here),
        Command::Record(record) => verb::record::record(&record, here),
        Command::Ask(ask) => verb::ask::ask(&ask, here),
        Command::What(what) => verb::what::what(&what, here),
        Command::WhoMay(who) => verb::who_may::who_may(&who, here),
        Command::Diff(diff) => verb::diff::diff(&diff, here),
        Command::Share(share) => verb::share::share(&share, here),
        Command::Grant(grant) => verb::grant::grant(&grant, here),
        Command::Refuse(refuse) => verb::refuse::refuse(&refuse, here),
        Command::Revoke(revoke) => verb::revoke::revoke(&revoke, here),
        Command::Key(key) => verb::key::key(&key, here),
        Command::Request(request) => verb::request::request(&request, here),
        Command::Withdraw(withdraw) => verb::request::withdraw(&withdraw, here),
        Command::Open(open) => verb::letter::open(&open, here),
        Command::Receive(receive) => verb::letter::receive(&receive, here),
        Command::Answer(answer) => verb::answer::answer(&answer, here),
        Command::Letter(letter) => verb::letter::letter(&letter, here),
        Command::Recall(recall) => verb::recall::recall(&recall, here),
        Command::Recalled(recalled) => verb::recall::recalled(&recalled, here),
        Command::Acknowledge(acknowledge) => verb::recall::acknowledge(&acknowledge, here),
        Command::Due(due) => verb::due::attention(&due, here),
        Command::Who(who) => verb::who::who(&who, here),
        Command::Log(log) => verb::log::log(&log, here),
        Command::Show(show) => verb::show::show(&show, here),
        Command::Erase(erase) => verb::erase::erase(&erase, here),
        Command::Check(check) => verb::check::check(&check, here),
        Command::Backup(backup) => verb::backup::backup(&backup, here),
        Command::Restore(restore) => verb::backup::restore(&restore, here),
        Command::Prove(prove) => verb::prove::prove(&prove, here),
        Command::Verify(verify) => verb::verify::verify(&verify),
        Command::Ledger(ledger) => match ledger.verb {
            LedgerVerb::Export(export) => verb::ledger::export(&export, here),
            LedgerVerb::Checkpoint => verb::ledger::checkpoint(here),
            LedgerVerb::RotateKey(rotate) => verb::ledger::rotate_key(rotate, here),
            LedgerVerb::Witness(witness) => verb::witness::witness(&witness, here),
        },
        Command::Marking(marking) => match marking.verb {
            MarkingVerb::Explain(explain) => verb::marking::explain(&explain, here),
            MarkingVerb::Check(check) => verb::marking::check(&check, here),
            MarkingVerb::Fix(fix) => verb::marking::fix(&fix),
            MarkingVerb::Convert(convert) => verb::marking::convert(&convert, here),
            MarkingVerb::Label(label) => verb::marking::label(&label, here),
            MarkingVerb::Rollup(rollup) => verb::marking::rollup(&rollup, here),
        },
        Command::Run(run) => verb::run::run(&run),
        Command::Completions(completions) => verb::completions::completions(&completions),
        Command::Man(man) => verb::man::man(&man),
    }
}
