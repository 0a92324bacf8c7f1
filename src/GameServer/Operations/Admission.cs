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
        refusal = Refusal(address);
        if (refusal is not null) return null;
        lock (_gate)
        {
            Sweep();
            if (_open >= _limits.MaxConnections)
            {
                refusal = "cap";
                return null;
            }
            var use = _addresses.TryGetValue(address, out var known) ? known : _addresses[address] = new AddressUse(_limits, time);
            refusal = use.Open >= _limits.ConnectionsPerAddress ? "address_cap" : use.Connects.TryTake(1, out _) ? null : "address_rate";
            if (refusal is not null) return null;
            use.Open++;
            _open++;
            return new Place(this, use);
        }
    }

    private string? Refusal(string address) =>
        IsDraining ? "draining"
        : memory.IsShort ? "memory"
        : bans.IsBanned(address) ? "banned"
        : _handshakes.TryTake(1, out _) ? null
        : "rate";

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
