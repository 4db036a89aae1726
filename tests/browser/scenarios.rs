//! A test for each file of scenarios: node drives, and tells which of them failed.

use crate::provider::run;
use crate::{https, photos};

/// web-csp-2: the redirect after a form arrives at the client, through every chain of redirects that
/// Chromium would check a `form-action` against.
#[tokio::test]
async fn the_redirect_after_a_form_arrives_at_the_client_through_every_chain() {
    run("chains").await;
}

/// A second click gives the same code; a page that is answered says so; two tabs keep their requests.
#[tokio::test]
async fn second_clicks_the_back_button_and_other_tabs_lose_nothing() {
    run("again").await;
}

/// A wrong password keeps the name and the request; the eleventh is told to wait.
#[tokio::test]
async fn a_wrong_password_stays_on_the_form_until_it_says_to_wait() {
    run("login").await;
}

/// The headers that Chromium sends for our own forms are taken, those for foreign ones are not.
#[tokio::test]
async fn forms_of_our_own_are_taken_and_foreign_ones_are_not() {
    run("forms").await;
}

/// On plain http to this computer, without `__Host-` and `Secure`.
#[tokio::test]
async fn cookies_are_kept_from_scripts_and_from_other_sites() {
    run("cookies").await;
}

/// A page of another origin shows none of ours.
#[tokio::test]
async fn a_frame_on_another_origin_stays_empty() {
    run("frame").await;
}

/// Nothing that a client chose becomes markup, and its state comes back as it was.
#[tokio::test]
async fn what_a_hostile_client_chose_stays_text() {
    run("hostile").await;
}

/// `target/screenshots`, in both colour schemes and at the widths of telephone, tablet and desk.
#[tokio::test]
async fn every_page_is_pictured() {
    photos::run("pictures").await;
}

/// axe-core and checks of our own, in both languages: structure, focus, targets, reflow, spacing,
/// forced colours, weight.
#[tokio::test]
async fn every_page_is_for_everybody() {
    photos::run("pages").await;
}

/// Tab, Enter and Space alone: neither button is chosen beforehand, deny comes first.
#[tokio::test]
async fn the_whole_way_can_be_gone_without_a_mouse() {
    photos::run("keyboard").await;
}

/// Tickets and sessions past their time, a person who is another one meanwhile.
#[tokio::test]
async fn a_page_that_lay_open_leads_back_to_its_request() {
    photos::run("later").await;
}

/// `__Host-`, `Secure`, `HttpOnly`, `SameSite=Lax`, and an application on this computer.
#[tokio::test]
async fn on_https_the_cookies_are_bound_to_the_host() {
    https::run("secure").await;
}

/// `/demo` of the quickstart.
#[tokio::test]
async fn the_demo_page_goes_the_whole_way() {
    run("demo").await;
}

/// Who has access, and what dies with a click.
#[tokio::test]
async fn what_is_revoked_on_the_page_of_connected_apps_is_dead() {
    photos::run("apps").await;
}

/// Boxes that are not ticked, and `response_mode=form_post` at another origin.
#[tokio::test]
async fn what_a_person_leaves_out_is_not_granted() {
    photos::run("choices").await;
}
