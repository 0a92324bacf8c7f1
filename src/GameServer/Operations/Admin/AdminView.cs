using System.Runtime.InteropServices;
using GameServer.Engine;
using Microsoft.Extensions.Options;

namespace GameServer.Operations;

/// <summary>What the operators' page shows, as its API answers it. Any thread.</summary>
internal sealed class AdminView(
    Node node, RoomTable rooms, IClusterView cluster, Health health, Admission admission, Gauges gauges, Bans bans, AddressNames names, AuditLog audit,
    IOptions<GameServerOptions> options, IHostEnvironment environment, TimeProvider time)
{
    private const int EventsShown = 50;

    private readonly long _startedAt = time.GetTimestamp();

    /// <summary>Everything but single rooms. The rooms are the first 200 of the whole cluster in the order that was asked for.</summary>
    public async Task<object> OverviewAsync(RoomOrder order)
    {
        var own = rooms.Look(order);
        var nodes = await cluster.LookAsync(own, admission.IsDraining, order);
        var looks = nodes.Where(other => !other.IsHere && other.Look is not null).Select(other => (other.Lease, Look: other.Look!)).ToList();
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
            nodes = nodes.Select(one => new { one.Lease, one.Url, one.IsHere, one.IsAlive, one.IsDraining, one.SilentSeconds, one.Look?.Connections, rooms = one.Look?.RoomsInAll }),
            roomsInAll = own.RoomsInAll + looks.Sum(other => other.Look.RoomsInAll),
            roomsFound = own.RoomsFound + looks.Sum(other => other.Look.RoomsFound),
            rooms = order.First(own.Rooms.Concat(looks.SelectMany(other => other.Look.Rooms, (other, row) => row with { Node = other.Lease }))),
            bans = bans.All.Select(ban => new { id = AddressMask.IdOf(ban.Address), address = names.Of(ban.Address), seconds = (long)ban.For.TotalSeconds }),
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
            room = rooms.Row(room.Status),
            room.Epoch,
            showsPayloads,
            members = room.Members.Select(member => new
            {
                member.Player, member.Name, member.Seat, member.IsBot, member.IsConnected, member.Behind, member.Unseen, member.Resumes,
                roundTripMs = Ms(member.RoundTrip),
                address = node.AddressOf(member.Player) is { } address ? names.Of(address) : null,
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
