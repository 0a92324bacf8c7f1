using System.Text;
using GameServer.Engine;
using GameServer.IntegrationTests.Faults;
using GameServer.Protocol;
using GameServer.Reliability;
using static GameServer.Tests.Journals.JournalSamples;

namespace GameServer.IntegrationTests.Journals;

/// <summary>
/// Damage at random places to what a real run left: it ends in the same history, or in a new epoch and a log line; there is no third.
/// Whatever it was, the journal then takes the next batch.
/// </summary>
public sealed class SqliteAnyDamageTests
{
    private const int Rooms = 3, Members = 3;
    private static readonly Effort Rounds = Figures.Effort(100, 1_000);
    private static int _rounds, _changed;

    [Theory, Trait("rule", "JRN-4"), Trait("cost", "heavy")]
    [InlineData(true)]
    [InlineData(false)]
    public Task Damage_ends_in_the_same_history_or_in_a_new_epoch_and_a_log_line(bool isKilled) => FaultRun.OfAsync(nameof(Damage_ends_in_the_same_history_or_in_a_new_epoch_and_a_log_line), async run =>
    {
        var left = await PlayAsync(run, isKilled);
        string[] truth;
        using (var folder = Place(left.Files)) truth = await HistoryAsync(folder, left);

        var (done, changed) = (0, 0);
        for (; Rounds.GoesOn(done, run.Elapsed); done++)
        {
            Figures.Progress("corruption", done, Rounds.Most);
            var damaged = new Dictionary<string, byte[]>(left.Files);
            var damage = Damage(damaged, run.Chance);
            using var folder = Place(damaged);

            var found = await HistoryAsync(folder, left);

            if (found.SequenceEqual(truth)) continue;
            changed++;
            folder.Log.Lines.Should().Contain(line => line.Contains("Error"), $"{damage} changed history");
            found.Except(truth).Should().NotContain(fact => left.Epochs.Any(epoch => fact.Contains(epoch)), $"{damage} changed history under the old epoch");
        }

        Figures.Write("corruption", new { Damaged = Interlocked.Add(ref _rounds, done), ToldByNewEpoch = Interlocked.Add(ref _changed, changed) });
        // A quarter to a third of all damage is told by a new epoch: that ten or fewer of 100 are is, by the binomial distribution, rarer than one run in a thousand.
        changed.Should().BeGreaterThan(done / 10, "or the damage was too small to prove anything");
    });

    /// <summary>What a run left: its files, its rooms, its players, the epochs of both.</summary>
    private sealed record Remains(Dictionary<string, byte[]> Files, string[] Rooms, string[] Players, string[] Epochs);

    private static async Task<Remains> PlayAsync(FaultRun run, bool isKilled)
    {
        await using var server = await LocalServer.StartAsync();
        var players = new List<WirePlayer>();
        var rooms = new List<Joined>();
        for (var room = 0; room < Rooms; room++)
        {
            for (var i = 0; i < Members; i++)
            {
                var player = new WirePlayer(run, $"{room}-{i}");
                players.Add(player);
                await player.ConnectAsync(server.Address);
                if (i == 0) rooms.Add(await player.CreateAsync("relay"));
                else await player.JoinAsync(rooms[room].Room!);
                for (var n = 1; n <= 20; n++) await player.EmitAsync(rooms[room].Room!, n, $"{player.Who}-{n}");
            }
            await server.Node.FillAsync(rooms[room].Room!, 300, padding: 40);
        }

        var data = Path.Combine(server.Folder, "data");
        if (!isKilled) await server.StopAsync();
        var files = Directory.GetFiles(data, "journal.*").Where(path => new FileInfo(path).Length > 0).ToDictionary(path => Path.GetFileName(path), Read);
        foreach (var player in players) await player.DisposeAsync();
        string[] ids = [.. players.Select(player => player.PlayerId!)];
        string[] names = [.. rooms.Select(room => room.Room!)];
        string[] epochs;
        using (var folder = Place(files))
        await using (var journal = folder.NewJournal())
        {
            await journal.OpenAsync();
            epochs = [.. rooms.Select(room => room.Epoch!), .. await Task.WhenAll(ids.Select(async id => (await journal.LoadPlayerAsync(id))!.PersonalEpoch))];
        }
        return new Remains(files, names, ids, epochs);
    }

    // The server may hold it open, as it did when it was killed.
    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static JournalFolder Place(Dictionary<string, byte[]> files)
    {
        var folder = new JournalFolder();
        Directory.CreateDirectory(folder.Path);
        foreach (var (name, bytes) in files) File.WriteAllBytes(folder.File(name), bytes);
        return folder;
    }

    private static string Damage(Dictionary<string, byte[]> files, Random chance)
    {
        // The mark is small and guards the rest: it gets its share, no more.
        var victims = files.Keys.Order().Where(name => name != "journal.mark" || chance.Next(4) == 0).ToList();
        var victim = victims[chance.Next(victims.Count)];
        var bytes = files[victim] = [.. files[victim]];
        var at = chance.Next(bytes.Length);
        switch (chance.Next(12))
        {
            case < 3:
                bytes[at] ^= (byte)(1 << chance.Next(8));
                return $"a flipped bit in byte {at} of {victim}";
            case < 6:
                var noise = bytes.AsSpan(at, Math.Min(chance.Next(1, 600), bytes.Length - at));
                chance.NextBytes(noise);
                return $"noise over {noise.Length} bytes from {at} of {victim}";
            case < 8:
                bytes.AsSpan(at / 512 * 512, Math.Min(4_096, bytes.Length - (at / 512 * 512))).Clear();
                return $"zeros around byte {at} of {victim}";
            case < 10:
                files[victim] = bytes[..at];
                return $"a cut at {at} of {victim}";
            case 10:
                files.Remove(victim);
                return $"the loss of {victim}";
            default:
                files[victim] = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Somebody else's file. ", 1 + (at / 22))));
                return $"somebody else's file in the place of {victim}";
        }
    }

    // Damage that shows only in use is told as such, and the next start deals with it.
    private static async Task<string[]> HistoryAsync(JournalFolder folder, Remains left)
    {
        try
        {
            return await HistoryOfOneRunAsync(folder, left);
        }
        catch (JournalException e) when (e.Fault == JournalFault.Corrupt)
        {
            return await HistoryOfOneRunAsync(folder, left);
        }
    }

    // Everything a client could tell, one line a fact, each with the epoch it was said under; then one batch more.
    private static async Task<string[]> HistoryOfOneRunAsync(JournalFolder folder, Remains left)
    {
        await using var journal = folder.NewJournal();
        var opening = await journal.OpenAsync();
        var facts = new List<string>();
        var epochs = new Dictionary<string, string>();
        foreach (var name in left.Rooms)
        {
            if (await journal.LoadAsync(name) is not { } room) continue;
            epochs.Add(name, room.Epoch);
            facts.Add($"{name} {room.Epoch} {room.Header} {room.First} {room.Head} {room.Table.Text()} {room.State.Text()}");
            facts.AddRange(room.Acks.Select(ack => $"{name} {room.Epoch} ack {ack.Player} {ack.N} {ack.Answer.Text()}"));
            facts.AddRange((await journal.EntriesAsync(name, room.Epoch, Math.Max(1, room.First))).Select(entry => $"{name} {room.Epoch} {entry}"));
        }

        foreach (var id in left.Players)
        {
            if (await journal.LoadPlayerAsync(id) is { } player) facts.Add($"{id} {player.PersonalEpoch} {player.Name}");
            foreach (var seat in await journal.RoomsOfAsync(id)) facts.Add($"{seat.Room} {epochs.GetValueOrDefault(seat.Room)} {seat} {id}"); // a membership is its room's
        }

        var next = await journal.LoadAsync(left.Rooms[0]) is { } going
            ? More(left.Rooms[0], Event(going.Head + 1)) with { Epoch = going.Epoch }
            : Opened(left.Rooms[0], "e9", Event(1));
        await journal.WriteAsync(opening.LastBatch + 1, next with { State = Utf8("next"), Acks = [Ack(left.Players[0], 21)] });
        return [.. facts];
    }
}
