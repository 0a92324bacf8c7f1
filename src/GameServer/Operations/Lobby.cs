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

    // What a request that is under way may still take when the server stops.
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(1);

    // For probes and pages while every client that may be there is about to dial.
    private const int Spare = 1_000;

    private readonly LimitsOptions _limits = options.Value.Limits;
    private readonly ProxyList _proxies = new(options.Value.Http.KnownProxies);
    private readonly QuietLog _quiet = new(time);

    // Under the gate.
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _addresses = new(StringComparer.Ordinal);
    private readonly HashSet<Place> _places = [];

    /// <summary>A place, to be disposed when the connection ends or becomes a client's; null: there is none.</summary>
    /// <param name="from">Where it comes from; null: from this machine, not over IP.</param>
    /// <param name="abort">Ends the connection at once.</param>
    public IDisposable? TryEnter(IPAddress? from, Action abort)
    {
        // A proxy brings everybody's requests: what each of them may do is counted further on.
        var address = from is null || _proxies.Contains(from) ? null : ClientAddress.Of(from);
        var place = new Place(this, address, abort);
        var refusal = Enter(place);
        if (refusal is null) return place;
        metrics.ConnectionRefused("cap");
        if (_quiet.MaySay(refusal)) AdmissionLog.ConnectionRefused(log, refusal, address is null ? "a proxy" : names.Of(address), _places.Count);
        return null;
    }

    /// <summary>
    /// The server stops: whoever is here in a second is cut. The web server would wait for a request that never ends, with the journal still open behind it.
    /// </summary>
    public void Close() => time.CreateTimer(static lobby => ((Lobby)lobby!).Cut(), this, StopPatience, Timeout.InfiniteTimeSpan);

    private void Cut()
    {
        Place[] places;
        lock (_gate) places = [.. _places];
        foreach (var place in places) place.Abort();
    }

    private string? Enter(Place place)
    {
        lock (_gate)
        {
            if (_places.Count >= _limits.MaxConnections + Spare) return "lobby_cap";
            if (place.Address is { } address)
            {
                var open = _addresses.GetValueOrDefault(address);
                if (open >= _limits.ConnectionsPerAddress * (long)PerClient) return "lobby_address_cap";
                _addresses[address] = open + 1;
            }
            _places.Add(place);
            return null;
        }
    }

    private void Leave(Place place)
    {
        lock (_gate)
        {
            if (!_places.Remove(place) || place.Address is not { } address) return;
            if (--_addresses[address] == 0) _addresses.Remove(address);
        }
    }

    private sealed class Place(Lobby lobby, string? address, Action abort) : IDisposable
    {
        public string? Address => address;

        public void Abort() => abort();

        public void Dispose() => lobby.Leave(this);
    }
}
