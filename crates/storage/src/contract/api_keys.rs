//! API keys.

use domain::ApiKeyId;

use super::World;
use crate::{ApiKeyRecord, StorageError, secret_sha256};

super::cases![a_key_reads_back_and_admits_its_secret, a_key_is_revoked_once];

fn key(world: &World, scopes: &[&str]) -> ApiKeyRecord {
    let created_at = world.now();
    ApiKeyRecord {
        id: ApiKeyId::generate(created_at, world.entropy.as_ref()),
        name: "ATS connector".into(),
        secret_sha256: secret_sha256(b"secret"),
        scopes: scopes.iter().map(|s| (*s).to_owned()).collect(),
        created_at,
        revoked_at: None,
    }
}

async fn a_key_reads_back_and_admits_its_secret(world: &World) {
    let keys = [key(world, &[]), key(world, &["people:read", "sessions:write"])];
    let mut unit = world.begin().await;
    for key in &keys {
        unit.api_keys().add(key).await.unwrap();
        let read = unit.api_keys().get(key.id).await.unwrap().unwrap();
        assert_eq!(&read, key);
        assert!(read.admits(b"secret") && !read.admits(b"guess"));
    }
    let newest_first = [keys[1].clone(), keys[0].clone()];
    assert_eq!(unit.api_keys().list().await.unwrap(), newest_first);
    let again = unit.api_keys().add(&keys[0]).await;
    assert!(matches!(again, Err(StorageError::AlreadyExists { .. })), "{again:?}");
}

async fn a_key_is_revoked_once(world: &World) {
    let key = key(world, &["admin"]);
    let at = world.now();
    let mut unit = world.begin().await;
    unit.api_keys().add(&key).await.unwrap();
    assert!(unit.api_keys().revoke(key.id, at).await.unwrap());
    assert!(!unit.api_keys().revoke(key.id, world.now()).await.unwrap());
    let read = unit.api_keys().get(key.id).await.unwrap().unwrap();
    assert_eq!(read.revoked_at, Some(at));
    assert!(!read.admits(b"secret"));
    let nothing = ApiKeyId::generate(world.now(), world.entropy.as_ref());
    let refused = unit.api_keys().revoke(nothing, at).await;
    assert!(matches!(refused, Err(StorageError::NotFound { .. })), "{refused:?}");
    assert_eq!(unit.api_keys().get(nothing).await.unwrap(), None);
}
