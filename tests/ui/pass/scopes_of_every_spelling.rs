//! Scopes in lower case, with underscores, in another script, as keywords, with made sentences.

use oauth2_runtime::prelude::*;

#[allow(non_camel_case_types)]
#[derive(Clone, Copy, Scopes)]
enum scope {
    /// See your photos
    Read,
}

#[expect(non_camel_case_types)]
#[derive(Clone, Copy, Scopes)]
enum App_Scope {
    /// See your photos
    Photos_Read,
    /// Add photos
    photos_write,
}

#[derive(Clone, Copy, Scopes)]
enum 権限 {
    /// 写真を見る
    #[scope("read")]
    読む,
}

#[derive(Clone, Copy, Scopes)]
enum Gen {
    /// See your photos
    Gen,
    /// Add photos
    Self_,
}

#[expect(non_camel_case_types)]
#[derive(Clone, Copy, Scopes)]
enum r#enum {
    /// See your photos
    r#type,
}

#[derive(Clone, Copy, Scopes)]
enum Made {
    #[doc = concat!("See your ", "photos")]
    Read,
    #[doc = concat!("See your ", stringify!(albums))]
    Albums,
}

macro_rules! provider {
    ($($name:ident of $scopes:ty;)*) => {$(
        #[oauth2_provider(grants(client_credentials), scopes = $scopes)]
        struct $name {
            #[oauth2(store)]
            store: MemoryStore,
            #[oauth2(clients, client_credentials)]
            clients: MemoryClients,
        }
    )*};
}

provider! {
    Lower of scope;
    Underscored of App_Scope;
    名前 of 権限;
    Keyword of Gen;
    Raw of r#enum;
    Sentences of Made;
}

async fn lower(_: Bearer<Lower, scope_::Read>) {}
async fn underscored(_: Bearer<Underscored, (app_scope::Photos_Read, app_scope::photos_write)>) {}
async fn japanese(_: Bearer<名前, 権限_::読む>) {}
async fn keyword(_: Bearer<Keyword, (gen_::Gen, gen_::Self_)>) {}
async fn raw(_: Bearer<Raw, enum_::r#type>) {}
async fn made(_: Bearer<Sentences, made::Albums>) {}

fn main() {
    assert_eq!(App_Scope::SENTENCES[0].0, "photos_read");
    assert_eq!(App_Scope::SENTENCES[1].0, "photos_write");
    assert_eq!(権限::SENTENCES, [("read", "写真を見る")]);
    assert_eq!(Gen::SENTENCES[0].0, "gen");
    assert_eq!(r#enum::SENTENCES[0].0, "type");
    let _ = (lower, underscored, japanese, keyword, raw, made);
}
