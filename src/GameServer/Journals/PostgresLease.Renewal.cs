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

    /// <summary>Renews the lease now, and learns of the others.</summary>
    public async Task RenewAsync()
    {
        if (_held is not { } held || !held.TryBegin()) return;
        try
        {
            var news = News();
            await _link.UseAsync(async connection =>
            {
                var began = _time.GetTimestamp();
                var beat = await connection.ScalarAsync(
                    "UPDATE node SET beat = beat + 1, until = clock_timestamp() + $2, url = $3, public = $4, rooms = $5 WHERE fence = $1 RETURNING beat",
                    CancellationToken.None, held.Fence, Length, news.Url, news.PublicUrl, JsonSerializer.Serialize(news.Rooms, Wire.Json));
                if (beat is not long confirmed) throw End("it was not renewed in time");
                (held.Beat, held.RenewedAt) = (confirmed, began);
                Others = await connection.ListAsync("SELECT fence, url, public, draining, rooms FROM node WHERE fence <> $1 AND until > clock_timestamp() ORDER BY fence",
                    ReadNode, CancellationToken.None, held.Fence);
                return true;
            }, CancellationToken.None);
        }
        catch (JournalException)
        {
            // Nothing is lost yet: the writer meets the same failure, and tells it.
        }
        finally
        {
            held.End();
        }
    }

    /// <summary>The others are told that nothing new is to come here.</summary>
    /// <exception cref="JournalException">They are not.</exception>
    public Task DrainAsync() => _link.UseAsync(connection => connection.ExecuteAsync(
        "UPDATE node SET draining = true WHERE fence = $1", CancellationToken.None, Fence), CancellationToken.None);

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
