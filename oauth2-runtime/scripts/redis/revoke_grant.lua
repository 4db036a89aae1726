-- grant.
revoke_grant(ARGV[1])
return 0
