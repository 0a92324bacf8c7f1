using GameServer.Engine;
using static GameServer.Tests.Journals.JournalSamples;

namespace GameServer.Tests.Journals;

public abstract partial class JournalContract
{
    [Fact, Trait("rule", "MOV-3")]
    public async Task The_last_16_acks_of_each_player_are_kept()
    {
        await Journal.WriteAsync(1, Opened("ROOM1"));
        for (var n = 1; n <= 40; n++)
        {
            await Journal.WriteAsync(1 + n, new RoomCommit("ROOM1", "e1") { Acks = n <= 3 ? [Ack("ann", n), Ack("bob", n)] : [Ack("ann", n)] });
        }

        var acks = (await LoadAsync("ROOM1")).Acks;

        acks.Where(ack => ack.Player == "ann").Select(ack => ack.N).Should().Equal(Enumerable.Range(25, 16).Select(n => (long)n));
        acks.Where(ack => ack.Player == "bob").Select(ack => ack.N).Should().Equal(1, 2, 3);
        acks.Should().OnlyContain(ack => ack.Answer.Text() == $$"""{"n":{{ack.N}},"ok":true}""");
    }

    [Fact, Trait("rule", "MOV-3")]
    public async Task Many_acks_of_one_commit_keep_the_last_16_too()
    {
        await Journal.WriteAsync(1, Opened("ROOM1") with { Acks = [.. Enumerable.Range(1, 20).Select(n => Ack("ann", n))] });

        (await LoadAsync("ROOM1")).Acks.Select(ack => ack.N).Should().Equal(Enumerable.Range(5, 16).Select(n => (long)n));
    }

    [Fact, Trait("rule", "MOV-5")]
    public async Task An_ack_is_kept_with_the_page_that_made_the_move()
    {
        await Journal.WriteAsync(1, Opened("ROOM1") with { Acks = [Ack("ann", 1) with { Page = "tab1" }, Ack("ann", 2), Ack("bob", 1) with { Page = "tab2" }] });
        await Journal.WriteAsync(2, new RoomCommit("ROOM1", "e1") { Acks = [Ack("ann", 17) with { Page = "tab3" }] });

        (await LoadAsync("ROOM1")).Acks.Select(ack => (ack.Player, ack.N, ack.Page)).Should().Equal(("ann", 2, null), ("ann", 17, "tab3"), ("bob", 1, "tab2"));
    }

    [Fact, Trait("rule", "MOV-1")]
    public async Task Acks_outlive_the_membership()
    {
        await Journal.WriteAsync(1, Opened("ROOM1") with
        {
            Acks = [Ack("ann", 1)],
            Members = [new MembershipChange("ann", IsMember: true, Seat: 1)],
        });

        await Journal.WriteAsync(2, new RoomCommit("ROOM1", "e1") { Members = [new MembershipChange("ann", IsMember: false, Seat: null)] });

        (await LoadAsync("ROOM1")).Acks.Should().ContainSingle();
        (await Journal.RoomsOfAsync("ann")).Should().BeEmpty();
    }

    [Fact, Trait("rule", "CON-4")]
    public async Task A_player_is_found_by_the_hash_of_the_token_after_a_restart()
    {
        await Journal.WriteAsync(1, Player("ann", token: 1, lastSeen: 7), Player("bob", token: 2));

        await RestartAsync();
        var found = await Journal.FindPlayerAsync(Player("ann", token: 1).TokenHash);

        found.Should().BeEquivalentTo(Player("ann", token: 1, lastSeen: 7), how => how.Excluding(player => player.TokenHash));
        found!.TokenHash.ToArray().Should().Equal(Player("ann", token: 1).TokenHash.ToArray());
        (await Journal.FindPlayerAsync(Player("", token: 3).TokenHash)).Should().BeNull();
    }

    [Fact]
    public async Task A_player_is_found_by_id()
    {
        await Journal.WriteAsync(1, Player("ann"));

        (await Journal.LoadPlayerAsync("ann"))!.Name.Should().Be("ann's name");
        (await Journal.LoadPlayerAsync("bob")).Should().BeNull();
    }

    [Fact]
    public async Task A_player_written_again_replaces_the_first()
    {
        await Journal.WriteAsync(1, Player("ann", token: 1));

        await Journal.WriteAsync(2, Player("ann", token: 2) with { Name = "Anna", LastSeen = 9 });

        (await Journal.FindPlayerAsync(Player("", token: 2).TokenHash)).Should().Match<PlayerRecord>(ann => ann.Name == "Anna" && ann.LastSeen == 9);
        (await Journal.FindPlayerAsync(Player("", token: 1).TokenHash)).Should().BeNull("the old token is no one's");
    }

    [Fact]
    public async Task A_deleted_player_is_gone_with_the_memberships()
    {
        await Journal.WriteAsync(1, Player("ann"), Opened("ROOM1") with { Members = [new MembershipChange("ann", IsMember: true, Seat: 0)] });

        await Journal.WriteAsync(2, new PlayerDeletion("ann"));

        (await Journal.LoadPlayerAsync("ann")).Should().BeNull();
        (await Journal.FindPlayerAsync(Player("ann").TokenHash)).Should().BeNull();
        (await Journal.RoomsOfAsync("ann")).Should().BeEmpty();
    }

    [Fact]
    public async Task Rooms_of_a_player_are_those_where_the_membership_lasts_with_its_newest_seat()
    {
        static MembershipChange In(int? seat) => new("ann", IsMember: true, seat);
        await Journal.WriteAsync(1,
            Opened("ROOM1") with { Members = [In(0)] },
            Opened("ROOM2") with { Members = [In(null), new MembershipChange("bob", IsMember: true, 5)] },
            Opened("ROOM3") with { Members = [In(2)] });

        await Journal.WriteAsync(2,
            new RoomCommit("ROOM1", "e1") { Members = [In(4)] },
            new RoomCommit("ROOM3", "e1") { Members = [new MembershipChange("ann", IsMember: false, Seat: null)] });

        (await Journal.RoomsOfAsync("ann")).Should().Equal(new PlayerRoom("ROOM1", "relay", 4), new PlayerRoom("ROOM2", "relay", null));
    }

    [Fact]
    public async Task Idle_rooms_are_those_without_a_commit_since_oldest_first_and_none_is_a_players_own()
    {
        var start = Clock.UnixMs;
        await Journal.WriteAsync(1, Opened("ROOM1"));
        Clock.UnixMs = start + 10;
        await Journal.WriteAsync(2, Opened("ROOM2"), Opened("ROOM3"));
        Clock.UnixMs = start + 20;
        await Journal.WriteAsync(3, new RoomCommit("ROOM3", "e1") { State = Utf8("newer") });
        Clock.UnixMs = start + 5;
        await Journal.WriteAsync(4, new RoomCommit("ann", "e1") { Header = new RoomHeader("personal", IsPrivate: true, HasEnded: false) });

        (await Journal.IdleRoomsAsync(before: start, max: 10)).Should().BeEmpty();
        (await Journal.IdleRoomsAsync(before: start + 20, max: 10)).Should().Equal("ROOM1", "ROOM2");
        (await Journal.IdleRoomsAsync(before: start + 21, max: 1)).Should().Equal("ROOM1");
    }

    [Fact]
    public async Task Rooms_are_counted_by_game_but_for_those_that_ended_and_personal_ones()
    {
        await Journal.WriteAsync(1, Opened("ROOM1"), Opened("ROOM2"), Opened("ROOM3") with { Header = Relay with { Game = "chess" } });
        await Journal.WriteAsync(2, Opened("ROOM4") with { Header = Relay with { HasEnded = true } }, Opened("ann") with { Header = Relay with { Game = "personal" } });

        (await Journal.CountRoomsAsync()).Should().BeEquivalentTo(new Dictionary<string, int> { ["relay"] = 2, ["chess"] = 1 });
    }

    [Fact]
    public async Task Idle_players_are_those_not_seen_since_oldest_first()
    {
        await Journal.WriteAsync(1, Player("ann", token: 1, lastSeen: 300), Player("bob", token: 2, lastSeen: 100), Player("cat", token: 3, lastSeen: 200));

        (await Journal.IdlePlayersAsync(before: 300, max: 10)).Should().Equal("bob", "cat");
        (await Journal.IdlePlayersAsync(before: 301, max: 1)).Should().Equal("bob");
    }
}
