-- hash.
local value = redis.call('GET', key('a', ARGV[1]))
if not value then
    return false
end
if string.sub(value, 1, 1) == 'g' then
    return is_live(string.sub(value, 2, 17)) and string.sub(value, 18)
end
local length, mark_length, at = struct.unpack('>HB', value, 2)
local client = string.sub(value, at, at + length - 1)
at = at + length
return is_current(client, string.sub(value, at, at + mark_length - 1))
    and string.sub(value, at + mark_length)
