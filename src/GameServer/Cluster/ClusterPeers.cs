using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using GameServer.Engine;
using GameServer.Journals;
using GameServer.Operations;
using GameServer.Protocol;

namespace GameServer.Cluster;

/// <summary>Give a player's personal room to the node of that lease.</summary>
internal sealed record HandOverOrder(string Player, bool TakeOver, string? Page, long To);

/// <summary>Publish in a room.</summary>
internal sealed record PublishOrder(string Room, string Type, RawJson Data, string? Audience);

/// <summary>Asks other nodes over HTTP. What does not answer in time is taken for dead for a moment. Any thread.</summary>
internal sealed class ClusterPeers(PostgresLease lease, TimeProvider time) : IDisposable
{
    /// <summary>Below <see cref="ClusterGate.Prefix"/>.</summary>
    public const string Ping = "/ping", HandOver = "/handover", Publish = "/publish", Look = "/look";

    // A join waits a second for its room; a sign of life is asked for at most twice in that time.
    private static readonly TimeSpan PingPatience = TimeSpan.FromMilliseconds(400), CallPatience = TimeSpan.FromSeconds(2);

    // Whoever gives up does not know what became of the event: only a node that is gone is given up, not one whose disk is slow.
    private static readonly TimeSpan PublishPatience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10) });
    private readonly ConcurrentDictionary<long, (long At, Task<bool> Answers)> _pings = new();

    /// <summary>Whether the node answers; asked again after 400 ms.</summary>
    public Task<bool> AnswersAsync(OtherNode node)
    {
        if (_pings.TryGetValue(node.Fence, out var last) && time.GetElapsedTime(last.At) < PingPatience) return last.Answers;
        if (_pings.Count > 1_000) _pings.Clear();
        var asked = PingAsync(node);
        _pings[node.Fence] = (time.GetTimestamp(), asked);
        return asked;
    }

    /// <summary>Null: it does not answer, or not yet. False: its player stays.</summary>
    public async Task<bool?> HandOverAsync(OtherNode node, string player, bool takeOver, string? page) => await PostAsync(node, HandOver, new HandOverOrder(player, takeOver, page, lease.Fence), CallPatience) switch
    {
        HttpStatusCode.OK => true,
        HttpStatusCode.Conflict => false,
        _ => null,
    };

    /// <summary>Whether it was done; else it certainly was not: the room is not there any more, or the node cannot be reached.</summary>
    /// <exception cref="EventUnconfirmedException">It may have been done.</exception>
    /// <exception cref="InvalidOperationException">It will not be done.</exception>
    public async Task<bool> PublishAsync(OtherNode node, PublishOrder order) => await PostAsync(node, Publish, order, PublishPatience, unsent: HttpStatusCode.Gone) switch
    {
        HttpStatusCode.OK => true,
        HttpStatusCode.Gone or HttpStatusCode.ServiceUnavailable or HttpStatusCode.NotFound => false,
        null or HttpStatusCode.Accepted or >= HttpStatusCode.InternalServerError => throw new EventUnconfirmedException(order.Room, order.Type),
        var status => throw new InvalidOperationException($"The event {order.Type} for room {order.Room} was refused by its node with status {(int)status}: it may be larger than Net:MaxBodyKB."),
    };

    /// <summary>What the node tells operators of itself; null: it does not answer in time.</summary>
    public Task<NodeLook?> LookAsync(OtherNode node, RoomOrder order) =>
        PostAsync(node, Look, order, PingPatience, (answer, cancel) => answer.IsSuccessStatusCode ? answer.Content.ReadFromJsonAsync<NodeLook>(Wire.Json, cancel) : Task.FromResult<NodeLook?>(null));

    private async Task<bool> PingAsync(OtherNode node) => node.Url.Length > 0 && await PostAsync(node, Ping, node.Fence, PingPatience) == HttpStatusCode.OK;

    private Task<HttpStatusCode?> PostAsync<T>(OtherNode node, string path, T order, TimeSpan patience, HttpStatusCode? unsent = null) =>
        PostAsync(node, path, order, patience, (answer, _) => Task.FromResult<HttpStatusCode?>(answer.StatusCode), unsent);

    private async Task<TAnswer?> PostAsync<T, TAnswer>(
        OtherNode node, string path, T order, TimeSpan patience, Func<HttpResponseMessage, CancellationToken, Task<TAnswer?>> read, TAnswer? unsent = default)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, node.Url.TrimEnd('/') + ClusterGate.Prefix + path) { Content = JsonContent.Create(order, options: Wire.Json) };
            request.Headers.Add(ClusterGate.SecretHeader, lease.Secret);
            using var timeout = new CancellationTokenSource(patience, time);
            using var answer = await _http.SendAsync(request, timeout.Token);
            return await read(answer, timeout.Token);
        }
        catch (Exception e) when (e is UriFormatException or InvalidOperationException
            or HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError })
        {
            return unsent;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException)
        {
            return default;
        }
    }

    public void Dispose() => _http.Dispose();
}
