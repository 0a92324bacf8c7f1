using GameServer.Engine;
using Microsoft.Extensions.Options;

namespace GameServer.Operations;

/// <summary>
/// Who may open a connection, decided before the upgrade: Kestrel would answer an excess one with status 200.
/// A place is held from the request to its end. Any thread.
/// </summary>
internal sealed class Admission(IOptions<GameServerOptions> options, MemoryGauge memory, Bans bans, TimeProvider time)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly LimitsOptions _limits = options.Value.Limits;
    private readonly TokenBucket _handshakes = new(
        time, options.Value.Limits.HandshakesPerSecond, Second, options.Value.Limits.HandshakesPerSecond);

    // Under the gate. Addresses with nothing open and nothing to remember are swept away once a second.
    private readonly Lock _gate = new();
    private readonly Dictionary<string, AddressUse> _addresses = new(StringComparer.Ordinal);
    private long _sweptAt = time.GetTimestamp();
    private int _open;
    private bool _isDraining;

    /// <summary>Connections that hold a place.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Whether nobody is let in any more.</summary>
    public bool IsDraining => Volatile.Read(ref _isDraining);

    /// <summary>Addresses that are remembered.</summary>
    public int Addresses
    {
        get { lock (_gate) return _addresses.Count; }
    }

    /// <summary>From now on nobody is let in.</summary>
    public void Drain() => Volatile.Write(ref _isDraining, true);

    /// <summary>A place, to be disposed when the connection ends; null, with the reason, when there is none.</summary>
    public IDisposable? TryEnter(string address, out string? refusal)
    {
        refusal = IsDraining ? "draining" : memory.IsShort ? "memory" : bans.IsBanned(address) ? "banned" : null;
        if (refusal is not null) return null;
        lock (_gate)
        {
            Sweep();
            var use = _addresses.TryGetValue(address, out var known) ? known : _addresses[address] = new AddressUse(_limits, time);
            refusal = Refusal(use);
            if (refusal is not null) return null;
            use.Open++;
            _open++;
            return new Place(this, use);
        }
    }

    // The address first: who dials on and on must not use up what all addresses share.
    private string? Refusal(AddressUse use)
    {
        if (use.Open >= _limits.ConnectionsPerAddress) return "address_cap";
        if (!use.Connects.TryTake(1, out _)) return "address_rate";
        var refusal = _open >= _limits.MaxConnections ? "cap" : _handshakes.TryTake(1, out _) ? null : "rate";
        if (refusal is not null) use.Connects.Return(1);
        return refusal;
    }

    private void Leave(AddressUse use)
    {
        lock (_gate)
        {
            use.Open--;
            _open--;
        }
    }

    private void Sweep()
    {
        if (time.GetElapsedTime(_sweptAt) < Second) return;
        _sweptAt = time.GetTimestamp();
        foreach (var (address, use) in _addresses)
        {
            if (use.Open == 0 && use.Connects.IsFull) _addresses.Remove(address);
        }
    }

    private sealed class AddressUse(LimitsOptions limits, TimeProvider time)
    {
        public TokenBucket Connects { get; } = new(time, limits.ConnectsPerSecondPerAddress, Second, limits.ConnectsPerSecondPerAddress);

        public int Open { get; set; }
    }

    private sealed class Place(Admission admission, AddressUse use) : IDisposable
    {
        private int _isLeft;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isLeft, 1) == 0) admission.Leave(use);
        }
    }
}
