-- hash, row, expires_at, then the six of the grant.
local kept = insert_code({ ARGV[1], ARGV[2], ARGV[3] }, { unpack(ARGV, 4) })
if kept == nil then
    return 'taken'
end
return kept and 'live' or 'revoked'
