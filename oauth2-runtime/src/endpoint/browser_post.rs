//! Forms that browsers post: read only when a page of this origin sent them (Fetch Metadata,
//! RFC 6454).

use crate::error::{OAuthError, refusal};
use crate::request::{Params, form};
use crate::settings::Issuer;
use axum::extract::Request;
use http::header::ORIGIN;
use http::request::Parts;
use http::{HeaderMap, HeaderName};

/// Names that are looked up at each request, parsed once.
static SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");
static SEC_PURPOSE: HeaderName = HeaderName::from_static("sec-purpose");
static PURPOSE: HeaderName = HeaderName::from_static("purpose");

/// Reads a form that a page of ours posted.
pub(super) async fn posted(
    issuer: &Issuer,
    request: Request,
) -> Result<(Parts, Params), OAuthError> {
    let (parts, body) = request.into_parts();
    same_origin(&parts.headers, issuer)?;
    let params = form(&parts.headers, body).await?;
    Ok((parts, params))
}

/// Refuses a POST that another site's page sent.
///
/// `Origin: null` is as none: under our own `Referrer-Policy: no-referrer` Chromium sends it for our
/// own forms. Without both headers the form's ticket decides alone.
fn same_origin(headers: &HeaderMap, issuer: &Issuer) -> Result<(), OAuthError> {
    let mut sites = headers.get_all("sec-fetch-site").iter();
    let mut origins = headers.get_all(ORIGIN).iter();
    let site_fits = sites.all(|site| site == "same-origin" || site == "none");
    let origin_fits = origins.all(|origin| origin == "null" || origin == issuer.origin());
    if site_fits && origin_fits {
        return Ok(());
    }
    Err(refusal::foreign_form())
}

/// Whether a GET is a person's own navigation, so that it may be answered without a page.
pub(super) fn is_navigation(headers: &HeaderMap) -> bool {
    let document = headers
        .get(&SEC_FETCH_DEST)
        .is_none_or(|dest| dest == "document");
    document && !headers.contains_key(&SEC_PURPOSE) && !headers.contains_key(&PURPOSE)
}
