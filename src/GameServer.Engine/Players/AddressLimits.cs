using System.Collections.Concurrent;

namespace GameServer.Engine;

/// <summary>Limits that count by a client's address, whoever its players are. Any thread; addresses with nothing to remember are forgotten.</summary>
internal sealed class AddressLimits(LimitsOptions limits, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, AddressUse> _uses = new(StringComparer.Ordinal);

    /// <summary>Addresses that are remembered.</summary>
    public int Count => _uses.Count;

    /// <summary>A connection of that address opened; <see cref="AddressUse.Leave"/> ends its share.</summary>
    public AddressUse Enter(string address)
    {
        while (true)
        {
            var use = _uses.GetOrAdd(address, _ => new AddressUse(limits, time));
            if (use.TryEnter()) return use;
            _uses.TryRemove(new KeyValuePair<string, AddressUse>(address, use));
        }
    }

    /// <summary>Forgets addresses about which there is nothing to remember.</summary>
    public void Sweep()
    {
        foreach (var use in _uses)
        {
            if (use.Value.TryEnd()) _uses.TryRemove(use);
        }
    }
}
