using GameServer.Engine;
using GameServer.Journals;
using static GameServer.Tests.Journals.JournalSamples;

namespace GameServer.IntegrationTests.Journals;

/// <summary>
/// Damage at random places, by a fixed seed: it ends in the same history, or in a new epoch and a log line; there is no third.
/// Whatever it was, the journal then takes the next batch.
/// </summary>
public sealed class SqliteAnyDamageTests
{
    private const int Rounds = 100;
    private static readonly string[] Rooms = ["ROOM1", "ROOM2", "ROOM3", "ann"];

    [Theory, Trait("rule", "JRN-4")]
    [InlineData("journal.db", 1)]
    [InlineData("journal.db-wal", 2)]
    public async Task Damage_ends_in_the_same_history_or_in_a_new_epoch_and_a_log_line(string victim, int seed)
    {
        var files = await FillAsync(isKilled: victim.EndsWith("-wal", StringComparison.Ordinal));
        string[] truth;
        using (var folder = Place(files)) truth = await HistoryAsync(folder);

        var random = new Random(seed);
        var changed = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var damaged = new Dictionary<string, byte[]>(files);
            (damaged[victim], var damage) = Damage(files[victim], random);
            using var folder = Place(damaged);

            var found = await HistoryAsync(folder);

            if (found.SequenceEqual(truth)) continue;
            changed++;
            folder.Log.Lines.Should().Contain(line => line.Contains("Error"), $"{damage} changed history");
            found.Except(truth).Should().NotContain(fact => fact.Contains(" e1 "), $"{damage} changed history under the old epoch");
        }

        changed.Should().BeGreaterThan(Rounds / 4, "or the damage was too small to prove anything");
    }

    private static async Task<Dictionary<string, byte[]>> FillAsync(bool isKilled)
    {
        using var folder = new JournalFolder();
        await using (var journal = folder.NewJournal())
        {
            await journal.OpenAsync();
            await journal.WriteAsync(1, [Player("ann"), .. Rooms.Select(room => Opened(room, "e1", Events(1, 120)) with
            {
                State = Utf8(new string('s', room == "ROOM2" ? 9_000 : 30)),
                Acks = [.. Enumerable.Range(1, 20).Select(n => Ack("ann", n))],
                Members = [new MembershipChange("ann", IsMember: true, Seat: 1)],
            })]);
            for (var number = 2; number <= 30; number++) await journal.WriteAsync(number, More(Rooms[number % 3], Event(120 + (number + 1) / 3)));
            if (isKilled) folder.Crash();
        }

        return Directory.GetFiles(folder.Path, "journal.*").Where(path => new FileInfo(path).Length > 0)
            .ToDictionary(path => Path.GetFileName(path), File.ReadAllBytes);
    }

    private static JournalFolder Place(Dictionary<string, byte[]> files)
    {
        var folder = new JournalFolder();
        Directory.CreateDirectory(folder.Path);
        foreach (var (name, bytes) in files) File.WriteAllBytes(folder.File(name), bytes);
        return folder;
    }

    private static (byte[] Bytes, string Damage) Damage(byte[] sound, Random random)
    {
        var bytes = sound.ToArray();
        var at = random.Next(bytes.Length);
        switch (random.Next(4))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return (bytes, $"a flipped bit in byte {at}");
            case 1:
                var noise = bytes.AsSpan(at, Math.Min(random.Next(1, 600), bytes.Length - at));
                random.NextBytes(noise);
                return (bytes, $"noise over {noise.Length} bytes from {at}");
            case 2:
                bytes.AsSpan(at / 512 * 512, Math.Min(4_096, bytes.Length - (at / 512 * 512))).Clear();
                return (bytes, $"zeros around byte {at}");
            default:
                return (bytes[..at], $"a cut at {at}");
        }
    }

    // Damage that shows only in use is told as such, and the next start deals with it.
    private static async Task<string[]> HistoryAsync(JournalFolder folder)
    {
        try
        {
            return await HistoryOfOneRunAsync(folder);
        }
        catch (JournalException e) when (e.Fault == JournalFault.Corrupt)
        {
            return await HistoryOfOneRunAsync(folder);
        }
    }

    // Everything a client could tell, one line a fact, each with the epoch it was said under; then one batch more.
    private static async Task<string[]> HistoryOfOneRunAsync(JournalFolder folder)
    {
        await using var journal = folder.NewJournal();
        var opening = await journal.OpenAsync();
        var facts = new List<string>();
        foreach (var name in Rooms)
        {
            if (await journal.LoadAsync(name) is not { } room) continue;
            facts.Add($"{name} {room.Epoch} {room.Header} {room.First} {room.Head} {room.Table.Text()} {room.State.Text()}");
            facts.AddRange(room.Acks.Select(ack => $"{name} {room.Epoch} ack {ack.Player} {ack.N} {ack.Answer.Text()}"));
            facts.AddRange((await journal.EntriesAsync(name, room.Epoch, Math.Max(1, room.First))).Select(entry => $"{name} {room.Epoch} {entry}"));
        }

        var ann = await journal.LoadPlayerAsync("ann");
        facts.Add($"ann {ann?.PersonalEpoch} {ann?.Name} {string.Join(',', await journal.RoomsOfAsync("ann"))}");

        var next = await journal.LoadAsync("ROOM1") is { } going ? More("ROOM1", Event(going.Head + 1)) with { Epoch = going.Epoch } : Opened("ROOM1", "e9", Event(1));
        await journal.WriteAsync(opening.LastBatch + 1, next with { State = Utf8("next"), Acks = [Ack("ann", 21)] });
        return [.. facts];
    }
}
