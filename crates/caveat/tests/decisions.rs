//! Every decision about every scenario, whole: each ground with its state and what it cites; ways, alternatives and
//! reports.
//!
//! What changes here is a changed answer, or a changed account of one: read the difference.
#![allow(clippy::unwrap_used, reason = "a scenario that cannot be read is a failed test")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use caveat::decide::{Decision, Ground, State};
use caveat::question::NoJudge;
use caveat::scenario::Scenario;
use caveat::time::Position;

#[test]
fn every_decision_about_a_scenario() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    for path in files {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let scenario = Scenario::read(&std::fs::read(&path).unwrap()).unwrap();
        let mut told = String::new();
        for (ask, number) in scenario.asks.iter().zip(1..) {
            writeln!(told, "== {number}").unwrap();
            match ask.put(&scenario, Arc::new(NoJudge)).decision {
                Ok(decision) => tell(&decision, &mut told),
                Err(why) => writeln!(told, "unanswerable: {why}").unwrap(),
            }
        }
        insta::assert_snapshot!(name, told);
    }
}

fn tell(decision: &Decision, told: &mut String) {
    let (outcome, right, consent) = (decision.outcome(), decision.right(), decision.consent());
    writeln!(told, "{outcome}: right {right}, consent {consent}; {:?}", decision.possession()).unwrap();
    if decision.awaits_consent_only() {
        writeln!(told, "awaits consent only").unwrap();
    }
    decision.grounds().iter().for_each(|ground| tell_ground(ground, told));
    let needs = decision.ways().needs();
    for ((need, changes), index) in needs.iter().zip(decision.ways().by_need()).zip(0_usize..) {
        writeln!(told, "need {index}: {} of {} for {}", need.caveat, need.owner, need.recipient).unwrap();
        for change in changes {
            writeln!(told, "    {:?} clears {:?}", change.kind(), change.clears()).unwrap();
        }
    }
    if !decision.alternatives().is_empty() {
        writeln!(told, "instead {:?}", decision.alternatives()).unwrap();
    }
    for report in decision.reports() {
        writeln!(told, "{} is spoken of in {}", report.about, listed(&report.statements)).unwrap();
    }
    let cited: Vec<Position> = decision.cited().iter().copied().collect();
    writeln!(told, "cited {}", listed(&cited)).unwrap();
}

fn tell_ground(ground: &Ground, told: &mut String) {
    let occurrence = ground.occurrence();
    let side = if ground.side() == caveat::decide::Side::Own { "own " } else { "" };
    let path: Vec<&str> = occurrence.path.iter().map(|item| item.as_str()).collect();
    writeln!(
        told,
        "{} | {side}{} of {} by {} on {}: {}",
        ground.recipient(),
        occurrence.caveat,
        occurrence.owner,
        occurrence.stated_by,
        path.join(" < "),
        occurrence.test
    )
    .unwrap();
    let cites: Vec<Position> = ground.cites().iter().copied().collect();
    let state = match ground.state() {
        State::Met(met) => format!("met {met:?}"),
        State::Lifted(lift) => format!("lifted {lift:?}"),
        State::Standing(_) => "stands".to_owned(),
        State::Undetermined(why, _) => format!("undetermined {why:?}"),
    };
    writeln!(told, "    {state}, cites {}", listed(&cites)).unwrap();
    for asked in ground.state().history() {
        writeln!(told, "    asked {}: {:?}", asked.entry, asked.why).unwrap();
    }
}

fn listed(positions: &[Position]) -> String {
    positions.iter().map(Position::to_string).collect::<Vec<_>>().join(" ")
}
