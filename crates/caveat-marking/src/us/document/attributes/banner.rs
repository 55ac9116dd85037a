//! What the resource element of a document must have.

use super::document::{Document, Rule, is_true, tokens};

pub(super) const RULES: &[Rule] = &[
    Rule::banner(
        "us-ism-resource",
        "ISM-ID-00118",
        "createDate",
        "a resource element has the date on which it was made",
        |document| is_resource(document) && document.value("createDate").is_none(),
    ),
    Rule::banner(
        "us-ism-resource",
        "ISM-ID-00337",
        "compliesWith",
        "a resource element says whose rules it follows",
        |document| is_resource(document) && document.value("compliesWith").is_none(),
    ),
    Rule::banner(
        "us-ism-complies",
        "ISM-ID-00339",
        "compliesWith",
        "what the United States own follows the rules of USGov",
        |document| says(document) && document.has("ownerProducer", "USA") && !document.is_us(),
    ),
    Rule::banner(
        "us-ism-complies",
        "ISM-ID-00381",
        "compliesWith",
        "USIC and USDOD follow the rules of USGov",
        |document| {
            let is_part = ["USIC", "USDOD"].iter().any(|one| document.has("compliesWith", one));
            is_part && !document.has("compliesWith", "USGov")
        },
    ),
    Rule::banner(
        "us-ism-complies",
        "ISM-ID-00478",
        "compliesWith",
        "CUI is not for the intelligence community",
        |document| document.has("compliesWith", "USA-CUI") && document.has("compliesWith", "USIC"),
    ),
    Rule::banner(
        "us-ism-complies",
        "ISM-ID-00479",
        "compliesWith",
        "USA-CUI stands beside the rules of somebody else",
        |document| document.value("compliesWith") == Some("USA-CUI"),
    ),
    Rule::banner(
        "us-ism-complies",
        "ISM-ID-00496",
        "compliesWith",
        "USA-CUI-ONLY stands alone",
        |document| {
            document.has("compliesWith", "USA-CUI-ONLY")
                && tokens(document.banner, "compliesWith").nth(1).is_some()
        },
    ),
    Rule::banner(
        "us-ism-compilation",
        "ISM-ID-00364",
        "noAggregation",
        "a document that is compiled cannot be free of aggregation",
        |document| {
            let is_compiled = document.value("compilationReason").is_some();
            is_compiled && is_true(document.banner, "noAggregation")
        },
    ),
    Rule::banner(
        "us-ism-channels",
        "ISM-ID-00512",
        "handleViaChannels",
        "HVCO says by which channels",
        |document| document.has("secondBannerLine", "HVCO") && document.value("handleViaChannels").is_none(),
    ),
    Rule::banner(
        "us-ism-channels",
        "ISM-ID-00513",
        "secondBannerLine",
        "channels need HVCO in the second banner line",
        |document| document.value("handleViaChannels").is_some() && !document.has("secondBannerLine", "HVCO"),
    ),
];

fn is_resource(document: &Document<'_>) -> bool {
    is_true(document.banner, "resourceElement")
}

fn says(document: &Document<'_>) -> bool {
    document.value("compliesWith").is_some()
}
