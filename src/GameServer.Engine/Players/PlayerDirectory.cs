using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace GameServer.Engine;

/// <summary>The players a node knows: those connected now or lately, the others by the journal. Any thread.</summary>
internal sealed class PlayerDirectory(NodeOptions options, IJournal journal, JournalWriter writer, TimeProvider time, IChance chance)
{
    private readonly ConcurrentDictionary<string, Player> _known = new(StringComparer.Ordinal);
    private readonly Generations _generations = new();

    /// <summary>How many are connected or were lately.</summary>
    public int Count => _known.Count;

    /// <summary>Connected or lately connected.</summary>
    public Player? Find(string id) => _known.GetValueOrDefault(id);

    /// <summary>The player of a token; null: unknown, or unused for too long. What is looked up is the token's SHA-256, so nothing can be learned from how long it takes.</summary>
    /// <exception cref="JournalException">The journal cannot be read at the moment.</exception>
    public async ValueTask<Player?> FindByTokenAsync(string token)
    {
        if (token.Length is 0 or > 128) return null;
        var record = await journal.FindPlayerAsync(Hash(token));
        if (record is null) return null;
        if (_known.TryGetValue(record.Id, out var known))
        {
            if (known.IsElsewhere) (known.Record, known.IsElsewhere) = (record, false);
            return known;
        }
        var unused = time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(record.LastSeen);
        return unused > TimeSpan.FromHours(options.Player.TokenHours + 1) ? null : Know(record);
    }

    /// <summary>A new player, and the token that is told once and kept nowhere. Not durable yet: <see cref="SaveAsync"/> makes it so.</summary>
    public (Player Player, string Token) Create(string? name, int? look)
    {
        var token = chance.Token();
        var id = chance.Id();
        var record = new PlayerRecord(id, Hash(token), Names.Clean(name, options.Limits.NameGraphemes) ?? Names.MakeUp(chance), look ?? Looks.Given[chance.Below(Looks.Given.Length)], chance.Id(), Hour());
        return (Know(record), token);
    }

    /// <summary>
    /// As <see cref="Player.TryConnect"/>. A player who was forgotten since it was looked up is known anew: all connections of one meet in one.
    /// </summary>
    public bool TryConnect(ref Player player, Session session, bool takeOver, out Session? superseded)
    {
        while (true)
        {
            if (player.TryConnect(session, takeOver, out superseded) is { } isConnected) return isConnected;
            _known.TryRemove(new KeyValuePair<string, Player>(player.Id, player));
            player = Know(player.Record);
        }
    }

    private Player Know(PlayerRecord record) => _known.GetOrAdd(record.Id, _ => new Player(record, options.Limits, time, _generations));

    /// <summary>Notes name, look and that the player was seen; the task completes when it is durable, at once if nothing changed.</summary>
    public Task UpdateAsync(Player player, string? name, int? look) => Change(player, name, look) ? SaveAsync(player) : Task.CompletedTask;

    private bool Change(Player player, string? name, int? look)
    {
        var old = player.Record;
        var record = old with { Name = Names.Clean(name, options.Limits.NameGraphemes) ?? old.Name, Look = look ?? old.Look, LastSeen = Hour() };
        if (record == old) return false;
        player.Record = record;
        return true;
    }

    /// <summary>Completes when the player is durable.</summary>
    public Task SaveAsync(Player player) => writer.SubmitAsync(player.Record);

    /// <summary>Forgets players nobody has been connected as for longer than a membership is kept; the journal still knows them.</summary>
    public void Sweep()
    {
        foreach (var (id, player) in _known)
        {
            if (player.TryForget(TimeSpan.FromSeconds(options.Player.ResumeSeconds))) _known.TryRemove(new KeyValuePair<string, Player>(id, player));
        }
    }

    /// <summary>Notes that those who are connected were seen, so that a long connection does not end in an expired token. Nobody waits for it.</summary>
    public void TouchConnected()
    {
        foreach (var player in _known.Values.Where(player => player.Current is not null).OrderBy(player => player.Id, StringComparer.Ordinal))
        {
            if (Change(player, name: null, look: null)) writer.Submit(player.Record, null);
        }
    }

    // To the hour, so that a player who comes back often is not written each time.
    private long Hour() => time.GetUtcNow().ToUnixTimeMilliseconds() / 3_600_000 * 3_600_000;

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
