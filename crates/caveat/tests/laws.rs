mod reference;
mod world;

use caveat::decide::decide;
use caveat::facts::Facts;
use world::World;
#[test]
fn scratch_equal() {
    let cases = std::env::var("CAVEAT_CASES").map_or(2000, |n| n.parse().unwrap());
    let mut bad = 0;
    for seed in 0..cases {
        let world = World::from_seed(seed);
        for one in &world.asked {
            let facts = Facts::fold(&world.entries, one.as_of, world.judge());
            let engine = decide(&one.question, &facts);
            let plain = reference::decide(&one.question, &world.entries, one.as_of, world.judge().as_ref());
            let same = match (&engine, &plain) {
                (Ok(a), Ok(b)) => format!("{:?}", a.outcome()) == format!("{:?}", b.outcome) && a.possession().held() == b.possession,
                (Err(a), Err(b)) => a == b,
                _ => false,
            };
            if !same { bad += 1; println!("seed {seed} differs {:?} {:?}", engine.map(|d| d.outcome()), plain.map(|d| d.outcome)); }
        }
    }
    println!("{bad} differ");
}
