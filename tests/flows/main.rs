//! The protocol as a client and a browser see it: one file per RFC section, names as sentences.

#[cfg(test)]
mod administration;
#[cfg(test)]
mod attacks;
#[cfg(test)]
mod attacks_by_races;
#[cfg(test)]
mod attacks_by_size;
#[cfg(test)]
mod attacks_on_browsers;
#[cfg(test)]
mod attacks_on_codes;
#[cfg(test)]
mod attacks_on_redirects;
#[cfg(test)]
mod attacks_on_registrations;
#[cfg(test)]
mod attacks_on_the_metadata;
#[cfg(test)]
mod attacks_on_the_server;
#[cfg(test)]
mod attacks_on_the_store;
#[cfg(test)]
mod attacks_on_the_token_endpoint;
#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod cached;
#[cfg(test)]
mod capture;
#[cfg(test)]
mod configuration;
#[cfg(test)]
mod documented_figures;
#[cfg(test)]
mod everywhere;
#[cfg(test)]
mod failing;
#[cfg(test)]
mod form_post_response_mode;
#[cfg(test)]
mod guard_layer;
#[cfg(test)]
mod hook_answers;
#[cfg(test)]
mod hook_failures;
#[cfg(test)]
mod hook_forms;
#[cfg(test)]
mod hostile_input;
#[cfg(test)]
mod hostile_seeds;
#[cfg(test)]
mod legacy;
#[cfg(test)]
mod log;
#[cfg(test)]
mod log_reasons;
#[cfg(test)]
mod rfc6749_2_3_client_authentication;
#[cfg(test)]
mod rfc6749_2_3_own_check;
#[cfg(test)]
mod rfc6749_2_registration;
#[cfg(test)]
mod rfc6749_3_1_2_redirect_uri;
#[cfg(test)]
mod rfc6749_3_1_authorization_endpoint;
#[cfg(test)]
mod rfc6749_3_2_token_endpoint;
#[cfg(test)]
mod rfc6749_4_1_2_1_errors;
#[cfg(test)]
mod rfc6749_4_1_2_codes;
#[cfg(test)]
mod rfc6749_4_1_code;
#[cfg(test)]
mod rfc6749_4_2_implicit;
#[cfg(test)]
mod rfc6749_4_3_password;
#[cfg(test)]
mod rfc6749_4_4_client_credentials;
#[cfg(test)]
mod rfc6749_5_token_replies;
#[cfg(test)]
mod rfc6749_6_refresh;
#[cfg(test)]
mod rfc6749_6_refresh_properties;
#[cfg(test)]
mod rfc6750_5_threats;
#[cfg(test)]
mod rfc6750_bearer;
#[cfg(test)]
mod rfc7009_revocation;
#[cfg(test)]
mod rfc7636_pkce;
#[cfg(test)]
mod rfc7662_introspection;
#[cfg(test)]
mod rfc8252_native_apps;
#[cfg(test)]
mod rfc8414_metadata;
#[cfg(test)]
mod rfc9207_issuer;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod store_failures;
#[cfg(test)]
mod sweeper;
#[cfg(test)]
mod t_oauth2_provider;
#[cfg(test)]
mod t_oauth2_provider_flaws;
#[cfg(test)]
mod t_oauth2_provider_flaws_of_pages;
#[cfg(test)]
mod two_providers;
#[cfg(test)]
mod web_brand;
#[cfg(test)]
mod web_connected_apps;
#[cfg(test)]
mod web_consent;
#[cfg(test)]
mod web_cors;
#[cfg(test)]
mod web_headers;
#[cfg(test)]
mod web_login;
#[cfg(test)]
mod web_optional_scopes;
#[cfg(test)]
mod web_pages;
#[cfg(test)]
mod web_throttling;
