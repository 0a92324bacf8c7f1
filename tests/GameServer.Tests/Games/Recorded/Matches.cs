using System.Text.Json;
using GameServer.Engine;
using GameServer.Games;
using GameServer.Protocol;
using GameServer.Tests.Sdk;

namespace GameServer.Tests.Games.Recorded;

/// <summary>Whole rooms, played the same each time: with all that happens to people while they play.</summary>
internal static class Matches
{
    public static readonly Dictionary<string, Func<Recording>> All = new()
    {
        ["tictactoe"] = TicTacToe,
        ["relay"] = Relay,
        ["sparks"] = Sparks,
        ["highcard"] = HighCard,
    };

    private static Recording TicTacToe()
    {
        var room = new Recording("Two at a board, a bot, a spectator; rematches, a server killed, the captain's change of game", games => games.Add<Sparks>(), seed: 1);
        var ann = room.Create("ann", "tictactoe");
        var eve = room.Join("eve", spectate: true);
        var bob = room.Join("bob");
        room.Check();
        Place(ann, 4);
        room.Send(eve, "chat", "the centre, of course");
        room.Pass(2);
        Place(bob, 0);
        room.Send(ann, "emote", 3);
        room.Check();

        room.Drop(bob);
        room.Pass(4);
        Place(ann, 8);
        room.Check();
        room.Pass(9); // the autopilot's
        room.Back(bob);
        room.Check();
        PlayOut(ann, bob);
        room.Check();

        room.Send(bob, "again");
        room.Check();
        room.Leave(bob);
        room.Check();
        room.Pass(25); // one alone cannot begin
        room.Check();

        room.Send(ann, "bot", true);
        room.Pass(5);
        room.Check();
        room.Pass(27); // ann's turn runs out
        room.Check();

        var dan = room.Join("dan"); // in the bot's place
        room.Send(ann, "again");
        room.Check();
        room.Send(dan, "again");
        room.Pass(1);
        Place(ann, 0);
        room.Pass(3);
        room.Restart();
        room.Pass(1);
        room.Check();
        Place(dan, 1);
        room.Leave(ann);
        room.Pass(2);
        room.Check();
        PlayOut(dan);
        room.Check();

        room.Send(dan, "bot", false);
        room.Check();
        room.Send(dan, "change", "tictactoe"); // the same once more: its lobby
        room.Check();
        room.Send(dan, "change", "sparks");
        room.Pass(1);
        room.Check();
        return room;

        void Place(Viewer viewer, int cell) => room.Send(viewer, "place", cell);

        void PlayOut(params Viewer[] people)
        {
            for (var i = 0; i < 100 && room.See(people[0]) is var seen && seen.GetProperty("table").GetProperty("phase").GetString() == "playing"; i++)
            {
                var turn = seen.GetProperty("state").GetProperty("turn").GetInt32();
                var free = seen.GetProperty("state").GetProperty("cells").EnumerateArray().ToList().FindIndex(cell => cell.ValueKind == JsonValueKind.Null);
                if (Array.Find(people, viewer => SeatOf(seen, viewer) == turn) is { } player) Place(player, free);
                room.Pass(1);
            }
        }
    }

    private static Recording Relay()
    {
        var room = new Recording("A lounge: people come, go, are away, and say things; the host's program tells one of them something", _ => { }, seed: 2);
        var ann = room.Create("ann", "relay");
        room.Send(ann, "emit", "spark");
        var bob = room.Join("bob");
        room.Send(bob, "emit", "moved", new { x = 1.5, to = new object?[] { null, "é" } });
        var eve = room.Join("eve", spectate: true);
        room.Send(eve, "chat", "hi");
        room.Check();
        room.Drop(ann);
        room.Pass(4);
        room.Send(bob, "emit", "spark", 7);
        room.Check();
        room.Back(ann);
        room.Check();
        Tell(Audience.Only(bob.Player.Id));
        room.Send(bob, "emote", 1);
        room.Check();
        room.Restart();
        room.Leave(bob);
        room.Send(ann, "emit", "spark");
        Tell(Audience.Except(ann.Player.Id));
        room.Check();
        return room;

        void Tell(Audience audience) =>
            room.Server.Scheduler.Start(() => room.Server.Node.PublishAsync(room.Room, "news", RawJson.From("soon"), audience)).IsCompletedSuccessfully.Should().BeTrue();
    }

    private static Recording Sparks()
    {
        var room = new Recording("Two rounds in the arena: bots, one who comes and one who leaves in the middle, an autopilot, a server killed", games => games.Add<Sparks>(), seed: 3);
        const double step = 1.0 / 30;
        var ann = room.Create("ann", "sparks", new { seconds = 16 });
        room.Pass(2, step);
        Fly(ann, 1, 0.5, 0);
        var bob = room.Join("bob");
        room.Pass(1, step);
        var eve = room.Join("eve", spectate: true);
        Fly(bob, -1, 0.2, 1);
        room.Check();
        room.Pass(3, step);
        room.Send(bob, "emote", 2);
        room.Drop(ann);
        room.Pass(4, step);
        room.Check();
        room.Back(ann);
        room.Pass(1, step);
        room.Restart();
        room.Pass(1, step);
        room.Check();
        room.Pass(7, step);
        room.Check();
        room.Pass(2, step);
        room.Check();

        room.Send(bob, "again");
        room.Check();
        room.Send(ann, "start", new { seconds = 6 });
        room.Pass(1, step);
        room.Leave(bob);
        room.Check();
        room.Send(eve, "sit");
        room.Pass(3, step);
        room.Check();
        room.Pass(3, step);
        room.Check();
        return room;

        void Fly(Viewer viewer, double x, double y, int dashes) => room.Input(viewer, new GameServer.Games.Sparks.Stick(x, y, dashes));
    }

    // No game that is shipped hides anything yet: this one proves the private part and the hidden ranges.
    private static Recording HighCard()
    {
        var room = new Recording("Cards that only their holders see, and a seat that goes from one to another", games => games.Add<HighCard>(), seed: 4);
        var ann = room.Create("ann", "highcard");
        var bob = room.Join("bob");
        var eve = room.Join("eve", spectate: true);
        room.Check();
        room.Send(ann, "bot", true);
        room.Check();
        PlayRound();
        room.Check();
        room.Send(bob, "stand");
        room.Check();
        room.Pass(3);
        room.Send(eve, "sit");
        room.Check();
        room.Restart();
        for (var i = 0; i < 4; i++) PlayRound();
        room.Check();
        room.Leave(ann);
        room.Send(eve, "again");
        room.Check();
        return room;

        // Everybody plays one card.
        void PlayRound()
        {
            for (var (i, played) = (0, 0); i < 9 && played < 2; i++)
            {
                foreach (var viewer in new[] { ann, bob, eve })
                {
                    var seen = room.See(viewer);
                    if (seen.GetProperty("table").GetProperty("phase").GetString() != "playing") return;
                    if (SeatOf(seen, viewer) is not { } seat || seen.GetProperty("state").GetProperty("turn").GetInt32() != seat) continue;
                    room.Send(viewer, "play", seen.GetProperty("mine").GetProperty("hands")[0].GetInt32());
                    played++;
                }
                room.Pass(1);
            }
        }
    }

    private static int? SeatOf(JsonElement seen, Viewer viewer) => seen.GetProperty("table").GetProperty("members").EnumerateArray()
        .Where(member => member.GetProperty("id").GetString() == viewer.Player.Id && member.GetProperty("seat").ValueKind == JsonValueKind.Number)
        .Select(member => (int?)member.GetProperty("seat").GetInt32())
        .FirstOrDefault();
}
