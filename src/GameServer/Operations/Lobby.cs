using System.Net;
using GameServer.Engine;
using Microsoft.Extensions.Options;

namespace GameServer.Operations;

/// <summary>
/// TCP connections that are no client's yet: those of page loads, of probes, and whatever else somebody opens and holds. <see cref="Admission"/> learns of one
/// only when it asks for the hub. Without a bound here they could take every file that the process may open, and then nobody is accepted any more,
/// operators included. Any thread.
/// </summary>
internal sealed class Lobby(IOptions<GameServerOptions> options, GameMetrics metrics, AddressNames names, TimeProvider time, ILogger<Lobby> log)
{
    // A browser opens so many to one server.
    private const int PerClient = 6;

    // For probes and pages while every client that may be there is about to dial.
    private const int Spare = 1_000;

    private readonly LimitsOptions _limits = options.Value.Limits;
    private readonly ProxyList _proxies = new(options.Value.Http.KnownProxies);
    private readonly QuietLog _quiet = new(time);

    // Under the gate.
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _addresses = new(StringComparer.Ordinal);
    private int _open;

    /// <summary>A place, to be disposed when the connection ends or becomes a client's; null: there is none.</summary>
    /// <param name="from">Where it comes from; null: from this machine, not over IP.</param>
    public IDisposable? TryEnter(IPAddress? from)
    {
        // A proxy brings everybody's requests: what each of them may do is counted further on.
        var address = from is null || _proxies.Contains(from) ? null : ClientAddress.Of(from);
        var refusal = Enter(address);
        if (refusal is null) return new Place(this, address);
        metrics.ConnectionRefused("cap");
        if (_quiet.MaySay(refusal)) AdmissionLog.ConnectionRefused(log, refusal, address is null ? "a proxy" : names.Of(address), _open);
        return null;
    }

    private string? Enter(string? address)
    {
        lock (_gate)
        {
            if (_open >= _limits.MaxConnections + Spare) return "lobby_cap";
            if (address is not null)
            {
                var open = _addresses.GetValueOrDefault(address);
                if (open >= _limits.ConnectionsPerAddress * (long)PerClient) return "lobby_address_cap";
                _addresses[address] = open + 1;
            }
            _open++;
            return null;
        }
    }

    private void Leave(string? address)
    {
        lock (_gate)
        {
            _open--;
            if (address is null) return;
            if (--_addresses[address] == 0) _addresses.Remove(address);
        }
    }

    private sealed class Place(Lobby lobby, string? address) : IDisposable
    {
        private int _isLeft;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isLeft, 1) == 0) lobby.Leave(address);
        }
    }
}
