namespace GameServer.Operations;

/// <summary>An address that is kept out.</summary>
/// <param name="Address">The address, as limits know it.</param>
/// <param name="For">How much longer.</param>
internal sealed record Ban(string Address, TimeSpan For);

/// <summary>Addresses an operator keeps out for a while. Any thread.</summary>
internal sealed class Bans(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Since, TimeSpan For)> _bans = new(StringComparer.Ordinal); // under the gate

    /// <summary>Those in force.</summary>
    public IReadOnlyList<Ban> All
    {
        get
        {
            lock (_gate)
            {
                foreach (var (address, _) in _bans) _ = IsBannedUnderGate(address);
                return [.. _bans.Select(ban => new Ban(ban.Key, ban.Value.For - time.GetElapsedTime(ban.Value.Since)))];
            }
        }
    }

    public bool IsBanned(string address)
    {
        lock (_gate) return IsBannedUnderGate(address);
    }

    public void Add(string address, TimeSpan span)
    {
        lock (_gate) _bans[address] = (time.GetTimestamp(), span);
    }

    /// <summary>False: it was not banned.</summary>
    public bool Remove(string address)
    {
        lock (_gate) return _bans.Remove(address);
    }

    private bool IsBannedUnderGate(string address)
    {
        if (!_bans.TryGetValue(address, out var ban)) return false;
        if (time.GetElapsedTime(ban.Since) < ban.For) return true;
        _bans.Remove(address);
        return false;
    }
}
