using GameServer.Engine;
using GameServer.Journals;
using static GameServer.Tests.Journals.JournalSamples;

namespace GameServer.IntegrationTests.Journals;

/// <summary>Damage never passes as whole: what is sound goes on under a new epoch, and the operator is told.</summary>
public sealed class SqliteDamageTests : IDisposable
{
    private readonly JournalFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory, Trait("rule", "JRN-4")]
    [InlineData("UPDATE event SET entry = replace(entry, 'event 3', 'event 9') WHERE seq = 3", "event 3")]
    [InlineData("UPDATE event SET audience = '+bob' WHERE seq = 2", "event 2")]
    [InlineData("UPDATE event SET sum = sum + 1 WHERE seq = 5", "event 5")]
    [InlineData("DELETE FROM event WHERE seq = 4", "event 4")]
    [InlineData("DELETE FROM event WHERE seq = 5", "event 5")]
    [InlineData("UPDATE ack SET answer = '{}' WHERE n = 2", "ack")]
    [InlineData("DELETE FROM ack WHERE n = 2", "list of acks")]
    [InlineData("UPDATE ack SET n = 18 WHERE n = 2", "ack")]
    public async Task A_room_with_a_damaged_record_goes_on_under_a_new_epoch(string damage, string finding)
    {
        await FillAsync();
        _folder.Edit(damage);
        await using var journal = await OpenAsync();

        var room = await journal.LoadAsync("ROOM1");

        room.Should().NotBeNull();
        (room!.EpochRaised, room.Head, room.First, room.Sizes.Count).Should().Be(("corruption", 5, 6, 0));
        room.Epoch.Should().NotBe("e1").And.HaveLength(16);
        (room.Table.Text(), room.State.Text(), room.Header).Should().Be(("table", "state", Relay));
        _folder.Log.Lines.Should().ContainSingle(line => line.StartsWith("1503 Error: Room ROOM1", StringComparison.Ordinal) && line.Contains(finding));
    }

    [Fact, Trait("rule", "JRN-4")]
    public async Task A_repaired_room_is_whole_again()
    {
        await FillAsync();
        _folder.Edit("DELETE FROM event WHERE seq = 4");
        string epoch;
        await using (var journal = await OpenAsync())
        {
            epoch = (await journal.LoadAsync("ROOM1"))!.Epoch;
            await journal.WriteAsync(2, new RoomCommit("ROOM1", epoch) { Events = [Event(6)], Acks = [Ack("ann", 3)] });
        }

        await using var after = await OpenAsync();
        var room = await after.LoadAsync("ROOM1");

        (room!.EpochRaised, room.Epoch, room.First, room.Head).Should().Be((null, epoch, 6, 6));
        room.Acks.Select(ack => ack.N).Should().Equal(1, 2, 3);
        (await after.RoomsOfAsync("ann")).Should().ContainSingle();
        (await after.LoadAsync("ROOM2"))!.EpochRaised.Should().BeNull("it was not damaged");
    }

    [Fact, Trait("rule", "JRN-4")]
    public async Task A_damaged_ack_alone_is_dropped_the_sound_ones_stay()
    {
        await FillAsync();
        _folder.Edit("UPDATE ack SET answer = '{}' WHERE n = 2");
        await using var journal = await OpenAsync();

        (await journal.LoadAsync("ROOM1"))!.Acks.Select(ack => ack.N).Should().Equal(1);
    }

    [Fact, Trait("rule", "JRN-4")]
    public async Task Reading_a_damaged_record_fails_and_names_it()
    {
        await FillAsync();
        await using var journal = await OpenAsync();
        _folder.Edit("UPDATE event SET entry = x'00' WHERE seq = 4");

        var reading = async () => await journal.ReadAsync("ROOM1", "e1", 1, 10, int.MaxValue);

        var thrown = await reading.Should().ThrowAsync<JournalException>();
        thrown.WithMessage("Room ROOM1: event 4*damaged*").Which.Fault.Should().Be(JournalFault.Corrupt);
        (await journal.ReadAsync("ROOM1", "e1", 1, 3, int.MaxValue)).Should().HaveCount(3, "what lies before it is sound");
    }

    [Theory, Trait("rule", "JRN-4")]
    [InlineData("UPDATE room_state SET data = x'00'")]
    [InlineData("DELETE FROM room_state")]
    [InlineData("UPDATE room_table SET data = x'00'")]
    public async Task A_room_whose_state_is_damaged_is_over(string damage)
    {
        await FillAsync();
        _folder.Edit(damage + " WHERE room IN (SELECT room FROM member)");
        await using var journal = await OpenAsync();

        var room = await journal.LoadAsync("ROOM1");

        (room!.Header.HasEnded, room.EpochRaised, room.State.Length, room.Table.Length).Should().Be((true, "corruption", 0, 0));
        room.Epoch.Should().NotBe("e1");
        (await journal.RoomsOfAsync("ann")).Should().BeEmpty();
        _folder.Log.Lines.Should().ContainSingle(line => line.StartsWith("1504 Error: Room ROOM1", StringComparison.Ordinal));
        (await journal.LoadAsync("ROOM1"))!.EpochRaised.Should().BeNull("it is said once");
    }

    [Fact, Trait("rule", "JRN-2"), Trait("rule", "JRN-4")]
    public async Task A_personal_room_whose_state_is_damaged_begins_anew_whatever_epoch_its_player_was_read_with()
    {
        await using (var journal = await OpenAsync())
        {
            await journal.WriteAsync(1, Player("ann"), Opened("ann", "p1", Event(1)));
        }

        _folder.Edit("UPDATE room_state SET data = x'00'");
        await using var after = await OpenAsync();

        var room = (await after.LoadAsync("ann"))!;
        (room.Header, room.Head, room.EpochRaised).Should().Be((RoomHeader.Personal, 0, "corruption"));
        (await after.LoadPlayerAsync("ann"))!.PersonalEpoch.Should().Be(room.Epoch).And.NotBe("p1").And.HaveLength(16);
        await after.WriteAsync(2, Player("ann"), new RoomCommit("ann", room.Epoch) { Events = [Event(1)] });
        (await after.LoadAsync("ann"))!.Epoch.Should().Be(room.Epoch, "the player's record says the old one again");
    }

    [Theory, Trait("rule", "JRN-4")]
    [InlineData("DELETE FROM room WHERE name = 'ROOM2'")]
    [InlineData("DELETE FROM player")]
    [InlineData("DELETE FROM member")]
    [InlineData("UPDATE room SET sum = sum + 1 WHERE name = 'ROOM2'")]
    public async Task A_row_that_vanished_from_the_directory_raises_every_epoch(string damage)
    {
        await FillAsync();
        _folder.Edit(damage);
        await using var journal = _folder.NewJournal();

        var opening = await journal.OpenAsync();

        opening.EpochsRaised.Should().Be("corruption");
        (await journal.LoadAsync("ROOM1"))!.Epoch.Should().NotBe("e1");
    }

    [Fact, Trait("rule", "JRN-4")]
    public async Task A_room_whose_row_is_damaged_is_over()
    {
        await FillAsync();
        _folder.Edit("UPDATE room SET head = 4 WHERE name = 'ROOM1'");
        await using var journal = await OpenAsync();

        (await journal.LoadAsync("ROOM1"))!.Header.HasEnded.Should().BeTrue();
        (await journal.LoadAsync("ROOM2"))!.Epoch.Should().Be("e1");
    }

    [Fact, Trait("rule", "JRN-4")]
    public async Task A_damaged_player_is_nobody()
    {
        await FillAsync();
        _folder.Edit("UPDATE player SET name = 'bob'");
        await using var journal = await OpenAsync();

        (await journal.FindPlayerAsync(Player("ann").TokenHash)).Should().BeNull();
    }

    [Theory, Trait("rule", "JRN-4")]
    [InlineData("garbage")]
    [InlineData("text")]
    [InlineData("foreign")]
    public async Task A_file_that_is_no_journal_is_set_aside_and_a_new_one_begun(string content)
    {
        await FillAsync();
        byte[] found = content switch
        {
            "foreign" => ForeignDatabase(),
            "text" => Utf8("this is not a database, it is a sentence").ToArray(),
            _ => [.. Enumerable.Range(0, 40_000).Select(i => (byte)(i * 31))],
        };
        File.WriteAllBytes(_folder.Database, found);

        await using var journal = _folder.NewJournal();
        var opening = await journal.OpenAsync();

        (opening.EpochsRaised, opening.Rooms).Should().Be(("corruption", 0));
        opening.LastBatch.Should().BeGreaterThan(1, "the mark knows how far history had come");
        var aside = SetAside().Should().ContainSingle().Subject;
        File.ReadAllBytes(aside).Should().Equal(found, "evidence is not touched");
        _folder.Log.Lines.Should().Contain(line => line.Contains(aside));
        await journal.WriteAsync(opening.LastBatch + 1, Opened("ROOM9"));
    }

    [Fact, Trait("rule", "JRN-4")]
    public async Task A_file_cut_short_is_set_aside_and_what_is_sound_of_it_saved()
    {
        await using (var journal = await OpenAsync())
        {
            await journal.WriteAsync(1, Player("ann"), Opened("ROOM1", "e1", Events(1, 5)) with
            {
                Acks = [Ack("ann", 1)],
                Members = [new MembershipChange("ann", IsMember: true, Seat: 2)],
            });
            for (var room = 0; room < 50; room++) await journal.WriteAsync(2 + room, Opened($"MORE{room}", "e1", Events(1, 100)));
        }

        using (var file = File.OpenWrite(_folder.Database)) file.SetLength(file.Length * 3 / 4 / 4_096 * 4_096);
        await using var after = _folder.NewJournal();
        var opening = await after.OpenAsync();
        var room1 = await after.LoadAsync("ROOM1");

        opening.EpochsRaised.Should().Be("corruption");
        (room1!.Head, room1.State.Text(), room1.Acks.Count).Should().Be((5, "state", 1));
        room1.Epoch.Should().NotBe("e1");
        (await after.RoomsOfAsync("ann")).Should().Equal(new PlayerRoom("ROOM1", "relay", 2));
        (await after.FindPlayerAsync(Player("ann").TokenHash))!.PersonalEpoch.Should().NotBe("p1");
        SetAside().Should().ContainSingle();
        await after.WriteAsync(opening.LastBatch + 1, new RoomCommit("ROOM1", room1.Epoch) { Events = [Event(6)] });
    }

    [Fact, Trait("rule", "JRN-4")]
    public async Task A_start_interrupted_while_saving_is_finished_by_the_next()
    {
        await FillAsync();
        File.Move(_folder.Database, _folder.File("journal.saved.db"));

        await using var journal = await OpenAsync();

        (await journal.LoadAsync("ROOM1"))!.Head.Should().Be(5);
    }

    [Fact]
    public async Task A_journal_of_the_first_version_goes_on_with_everything_it_holds()
    {
        await FillAsync();
        _folder.MakeVersion1();

        await using (var journal = await OpenAsync())
        {
            var room = await journal.LoadAsync("ROOM1");
            (room!.Epoch, room.Head).Should().Be(("e1", 5), "nothing was lost, so no epoch is raised");
            room.Acks.Should().Equal([Ack("ann", 1), Ack("ann", 2)], (kept, was) => kept.N == was.N && kept.Answer.Text() == was.Answer.Text() && kept.Page is null);
            await journal.WriteAsync(2, new RoomCommit("ROOM1", "e1") { Acks = [Ack("ann", 3) with { Page = "tab1" }] });
        }

        await using var again = await OpenAsync();
        (await again.LoadAsync("ROOM1"))!.Acks.Select(ack => ack.Page).Should().Equal(null, null, "tab1");
        SetAside().Should().BeEmpty();
    }

    [Fact]
    public async Task A_newer_servers_journal_is_refused_and_left_alone()
    {
        await FillAsync();
        _folder.Edit("PRAGMA user_version = 0x03030303");
        await using var journal = _folder.NewJournal();

        var opening = async () => await journal.OpenAsync();

        (await opening.Should().ThrowAsync<JournalException>()).WithMessage("*newer server*version 3*");
        _folder.Number("PRAGMA user_version").Should().Be(0x03030303);
    }

    private async Task FillAsync()
    {
        await using var journal = await OpenAsync();
        await journal.WriteAsync(1,
            Player("ann"),
            Opened("ROOM1", "e1", Events(1, 5)) with { Acks = [Ack("ann", 1), Ack("ann", 2)], Members = [new MembershipChange("ann", IsMember: true, Seat: 0)] },
            Opened("ROOM2", "e1", new LogEvent(1, Utf8("one"), null)));
    }

    private async Task<SqliteJournal> OpenAsync()
    {
        var journal = _folder.NewJournal();
        await journal.OpenAsync();
        return journal;
    }

    private string[] SetAside() => Directory.GetFiles(_folder.Path, "journal.db.damaged-*Z");

    private static byte[] ForeignDatabase()
    {
        using var folder = new JournalFolder();
        Directory.CreateDirectory(folder.Path);
        folder.Edit("CREATE TABLE recipes (name TEXT)");
        return File.ReadAllBytes(folder.Database);
    }
}
