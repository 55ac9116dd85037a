//! Every scenario, pure: read, folded, decided, compared with what it expects.

use std::path::Path;
use std::sync::Arc;

use caveat::question::NoJudge;
use caveat::scenario::Scenario;

#[test]
fn every_scenario_is_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let mut asked = 0;
    let mut departures = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = std::fs::read(&path).unwrap();
        let scenario = match Scenario::read(&bytes) {
            Ok(scenario) => scenario,
            Err(problems) => {
                for problem in problems {
                    let before = &bytes[..problem.span.start.min(bytes.len())];
                    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
                    departures.push(format!("{name}:{line}: {} ({:?})", problem.message, problem.hint));
                }
                continue;
            }
        };
        for (index, ask) in scenario.asks.iter().enumerate() {
            asked += 1;
            let reply = ask.put(&scenario, Arc::new(NoJudge));
            for departure in reply.departures {
                departures.push(format!("{name}, question {}: {departure}", index + 1));
            }
        }
    }
    assert!(departures.is_empty(), "\n{}", departures.join("\n"));
    assert!(asked > 30, "only {asked} questions were found");
}
