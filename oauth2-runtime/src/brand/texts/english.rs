//! English.

use super::{Direction, Phrase, Texts};

impl Texts {
    /// English.
    pub const ENGLISH: Self = Self {
        language: "en",
        direction: Direction::LeftToRight,
        scope: |_| None,
        minutes: |many| count(many, "minute"),
        hours: |many| count(many, "hour"),
        days: |many| count(many, "day"),

        error_title: Phrase::new("Error: {0}"),

        sign_in: "Sign in",
        sign_in_for: Phrase::new("to continue to {0}"),
        username: "Username",
        password: "Password",
        wrong_credentials: "The username or the password is wrong.",
        try_again_in: Phrase::new("Too many attempts. Try again in {0}."),

        consent_heading: Phrase::new("{0} wants to access your {1} account"),
        consent_title: Phrase::new("Allow {0}?"),
        verified: Phrase::new("Verified: belongs to {0}"),
        unverified: "Unverified: it chose this name itself",
        first_time: "You have not used it here before.",
        signed_in_as: Phrase::new("You are signed in as {0}"),
        switch_account: "Use another account",
        will_be_able: "It will be able to",
        may_also: "It also asks for, if you like",
        new: "new",
        nothing_particular: "It asks for no particular permission.",
        never: "It will not see your password.",
        identifier: "Its identifier here",
        opens: "Opens",
        how_long: "For how long",
        lasts: Phrase::new("{0}, then it must ask again"),
        lasts_away: Phrase::new("Until you revoke it, {0} at most, also while you are away"),
        next: "Where you go next",
        on_this_computer: "An app on this computer",
        on_this_device: Phrase::new("An app on this device ({0})"),
        started_by_you: "Allow this only if you started it yourself just now.",
        insecure: "The answer travels without encryption: others on the network can read it.",
        deny: "Deny",
        allow: "Allow",

        form_post_heading: "Your answer is ready",
        form_post_to: Phrase::new("It goes to {0}."),
        go_on: "Continue",

        cannot_go_on: "This request cannot go on",
        try_again_later: "This server has a problem. Please try again in a moment.",
        go_back: "Go back to the application that sent you here and start again. If it happens \
                  again, tell the people who make it.",
        lapsed: "This question is no longer open. Nothing was allowed.",
        start_again: "Start again",
        details: "Details for developers",

        signed_in: "You are signed in",
        sign_out: "Sign out",
        signed_out: "You are signed out",
        close_page: "You can close this page.",

        apps: "Connected apps",
        apps_intro: "These applications have access to your account. When you revoke it, it ends \
                     at once.",
        no_apps: "No application has access to your account.",
        no_longer_registered: "It is no longer registered here.",
        no_permission: "It has no particular permission.",
        since: Phrase::new("Allowed on {0}"),
        last_used: Phrase::new("Last used on {0}"),
        revoke: "Revoke access",
        revoke_of: Phrase::new("Revoke access of {0}"),
    };
}

fn count(many: u64, unit: &str) -> String {
    let plural = if many == 1 { "" } else { "s" };
    format!("{many} {unit}{plural}")
}
