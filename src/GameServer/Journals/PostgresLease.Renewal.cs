using System.Text.Json;
using GameServer.Engine;
using GameServer.Protocol;
using Npgsql;

namespace GameServer.Journals;

internal sealed partial class PostgresLease
{
    /// <summary>What the others are told with each renewal.</summary>
    public Func<NodeNews> News { get; set; } = () => new NodeNews("", "", []);

    /// <summary>The other servers that are alive, as the last renewal found them.</summary>
    public IReadOnlyList<OtherNode> Others { get; private set; } = [];

    /// <summary>What the last renewal found of every other server, alive or dead; a dead one is there until somebody ends its lease.</summary>
    public IReadOnlyList<SignOfLife> Signs { get; private set; } = [];

    /// <summary>Time since the database last confirmed this server's lease; null without one.</summary>
    public TimeSpan? Silence => _held is { } held ? _time.GetElapsedTime(held.RenewedAt) : null;

    /// <summary>
    /// Renews the lease, and learns of the others. Complete when a renewal is that began after the call: what the caller knew is told, what was there
    /// is learned. Those who ask while one is under way share the next.
    /// </summary>
    public async Task RenewAsync()
    {
        if (_held is not { } held) return;
        var asked = _time.GetTimestamp();
        await held.Renewal.WaitAsync();
        try
        {
            if (held.BegunAt > asked) return;
            held.BegunAt = _time.GetTimestamp();
            var news = News();
            await _link.UseAsync(async connection =>
            {
                var began = _time.GetTimestamp();
                var beat = await connection.ScalarAsync(
                    "UPDATE node SET beat = beat + 1, until = clock_timestamp() + $2, url = $3, public = $4, rooms = $5 WHERE fence = $1 RETURNING beat",
                    CancellationToken.None, held.Fence, Length, news.Url, news.PublicUrl, JsonSerializer.Serialize(news.Rooms, Wire.Json));
                if (beat is not long confirmed) throw End(held.Fence, "it was not renewed in time");
                (held.Beat, held.RenewedAt) = (confirmed, began);
                Signs = await connection.ListAsync("""
                    SELECT fence, url, public, draining, rooms, until > clock_timestamp(), extract(epoch FROM clock_timestamp() - until)::float8
                    FROM node WHERE fence <> $1 ORDER BY fence
                    """, row => new SignOfLife(ReadNode(row), row.GetBoolean(5), began - Ticks(Length + TimeSpan.FromSeconds(row.GetDouble(6)))), CancellationToken.None, held.Fence);
                Others = [.. Signs.Where(sign => sign.IsAlive).Select(sign => sign.Node)];
                return true;
            }, CancellationToken.None);
        }
        catch (JournalException)
        {
            // Nothing is lost yet: the writer meets the same failure, and tells it.
        }
        finally
        {
            held.Renewal.Release();
        }
    }

    /// <summary>The others are told that nothing new is to come here.</summary>
    /// <exception cref="JournalException">They are not.</exception>
    public Task DrainAsync() => _link.UseAsync(connection => connection.ExecuteAsync(
        "UPDATE node SET draining = true WHERE fence = $1", CancellationToken.None, Fence), CancellationToken.None);

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);

    private static OtherNode ReadNode(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetBoolean(3),
        JsonSerializer.Deserialize<RoomInfo[]>(row.GetString(4), Wire.Json) ?? []);
}

/// <summary>What a server tells the others.</summary>
/// <param name="Url">Where they reach it; empty until it listens.</param>
/// <param name="PublicUrl">Where players reach it; empty: by way of any server.</param>
/// <param name="Rooms">Public rooms in which somebody is.</param>
internal sealed record NodeNews(string Url, string PublicUrl, IReadOnlyList<RoomInfo> Rooms);

/// <summary>Another server.</summary>
/// <param name="Fence">The number of its lease.</param>
/// <param name="Url">Where this one reaches it; empty while it does not listen yet.</param>
/// <param name="PublicUrl">Where players reach it; empty: by way of any server.</param>
/// <param name="IsDraining">It is about to stop.</param>
/// <param name="Rooms">Its public rooms.</param>
internal sealed record OtherNode(long Fence, string Url, string PublicUrl, bool IsDraining, IReadOnlyList<RoomInfo> Rooms);

/// <summary>What another server's row in the database says of it.</summary>
/// <param name="Node">Whose.</param>
/// <param name="IsAlive">Its lease was not over.</param>
/// <param name="At">When it renewed its lease, about, if that is as long as this one's; a timestamp of this server's clock.</param>
internal sealed record SignOfLife(OtherNode Node, bool IsAlive, long At);
