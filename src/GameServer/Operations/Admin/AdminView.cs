using System.Runtime.InteropServices;
using GameServer.Engine;
using Microsoft.Extensions.Options;

namespace GameServer.Operations;

/// <summary>What the operators' page shows, as its API answers it. Any thread.</summary>
internal sealed class AdminView(
    Node node, Health health, Admission admission, Gauges gauges, Bans bans, AuditLog audit, IOptions<GameServerOptions> options,
    IHostEnvironment environment, TimeProvider time)
{
    private const int RoomsShown = 200, EventsShown = 50;

    private readonly long _startedAt = time.GetTimestamp();

    /// <summary>Everything but single rooms. The rooms are the first 200 in the order that was asked for.</summary>
    public object Overview(string? sort, bool isAscending, string? filter)
    {
        var rooms = node.RoomStatuses.Select(room => (Status: room, PerSecond: gauges.RateOf(room.Room))).ToList();
        var wanted = rooms.Where(room => Fits(room.Status, filter)).ToList();
        var key = Key(sort);
        var sorted = isAscending ? wanted.OrderBy(key, Comparer<object?>.Default) : wanted.OrderByDescending(key, Comparer<object?>.Default);
        return new
        {
            version = BuildInfo.Version,
            commit = BuildInfo.Commit,
            runtime = RuntimeInformation.FrameworkDescription,
            run = node.Run,
            uptimeSeconds = (long)time.GetElapsedTime(_startedAt).TotalSeconds,
            now = time.GetUtcNow().ToUnixTimeMilliseconds(),
            isDraining = admission.IsDraining,
            checks = health.Check(),
            gauges = gauges.All,
            journal = Journal(),
            roomsInAll = rooms.Count,
            roomsFound = wanted.Count,
            rooms = sorted.ThenBy(room => room.Status.Room, StringComparer.Ordinal).Take(RoomsShown).Select(room => Row(room.Status, room.PerSecond)),
            bans = bans.All.Select(ban => new { id = AddressMask.IdOf(ban.Address), address = AddressMask.Of(ban.Address), seconds = (long)ban.For.TotalSeconds }),
            audit = audit.Entries.Select(entry => new { at = entry.At.ToUnixTimeMilliseconds(), entry.From, entry.Action, entry.Target, entry.Outcome }),
        };
    }

    /// <summary>One live room; null: there is none of that name.</summary>
    /// <exception cref="JournalException">The journal cannot be read at the moment.</exception>
    public async Task<object?> RoomAsync(string name)
    {
        if (await node.InspectAsync(name, EventsShown) is not { } room) return null;
        var showsPayloads = options.Value.Admin.ShowPayloads;
        return new
        {
            room = Row(room.Status, gauges.RateOf(room.Status.Room)),
            room.Epoch,
            showsPayloads,
            members = room.Members.Select(member => new
            {
                member.Player, member.Name, member.Seat, member.IsBot, member.IsConnected, member.Behind, member.Unseen, member.Resumes,
                roundTripMs = Ms(member.RoundTrip),
                address = node.AddressOf(member.Player) is { } address ? AddressMask.Of(address) : null,
            }),
            events = room.Events.Select(shown => new
            {
                shown.Seq, shown.HiddenUpTo, shown.Entry?.Type, shown.Entry?.At, shown.Entry?.From,
                bytes = shown.Entry?.Data?.Text.Length,
                data = showsPayloads ? shown.Entry?.Data?.ToString() : null,
            }).Reverse(),
        };
    }

    private object Journal()
    {
        var status = node.JournalStatus;
        var o = options.Value;
        var isFile = o.Journal == JournalKind.Sqlite;
        return new
        {
            kind = o.Journal.ToString().ToLowerInvariant(),
            durability = o.Durability.ToString().ToLowerInvariant(),
            bytes = isFile ? SizeOf(Path.GetFullPath(o.DataDirectory, environment.ContentRootPath)) : (long?)null,
            maxBytes = isFile ? o.Disk.MaxMB * 1_048_576L : (long?)null,
            lastWriteMs = Ms(status.LastWrite),
            downSeconds = status.DownFor?.TotalSeconds,
            status.LastError,
            lastErrorAt = status.LastErrorAt?.ToUnixTimeMilliseconds(),
        };
    }

    private static object Row(RoomStatus room, double perSecond) => new
    {
        room.Room, room.Game, room.Phase, room.IsPrivate, room.Connected, room.Members, room.Head, perSecond,
        fill = Math.Round(room.LogFill, 3), room.Waiting, p99Ms = Ms(room.StepP99), room.Faults,
    };

    private static bool Fits(RoomStatus room, string? filter) => string.IsNullOrWhiteSpace(filter)
        || room.Room.Contains(filter.Trim().Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)
        || room.Game.Contains(filter.Trim(), StringComparison.OrdinalIgnoreCase)
        || room.Phase.Contains(filter.Trim(), StringComparison.OrdinalIgnoreCase);

    private static Func<(RoomStatus Status, double PerSecond), object?> Key(string? column) => column switch
    {
        "room" => room => room.Status.Room,
        "game" => room => room.Status.Game,
        "members" => room => room.Status.Members,
        "fill" => room => room.Status.LogFill,
        "waiting" => room => room.Status.Waiting,
        "p99Ms" => room => room.Status.StepP99,
        "faults" => room => room.Status.Faults,
        _ => room => room.PerSecond,
    };

    private static double? Ms(TimeSpan? span) => span is { } known ? Math.Round(known.TotalMilliseconds, 2) : null;

    private static long SizeOf(string folder) => Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles().Sum(SizeOf) : 0;

    private static long SizeOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException) // the journal may tidy up at any time
        {
            return 0;
        }
    }
}
