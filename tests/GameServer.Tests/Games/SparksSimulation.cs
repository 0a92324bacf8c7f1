using System.Security.Cryptography;
using System.Text.Json;
using GameServer.Engine;
using GameServer.Games;
using GameServer.Protocol;

namespace GameServer.Tests.Games;

/// <summary>Rounds of bots at one table, as a spectator's client would follow them: by events alone.</summary>
internal sealed class SparksSimulation
{
    private readonly Table _table;
    private readonly SortedDictionary<int, int> _field = []; // id -> value
    private int[] _scores = new int[12];

    public SparksSimulation(int seed, int bodies)
    {
        _table = new GameCatalog().Add<Sparks>().Open("sparks", options: null, isQuick: true, SHA256.HashData(BitConverter.GetBytes(seed)), out _)!;
        Follow(_table.Join(new Newcomer("ann", "ann", 0), spectate: false));
        for (var i = 5; bodies > 6 && i < bodies; i++) Follow(_table.Move("ann", "bot", [RawJson.From(true)]));
        Follow(_table.Move("ann", "stand", [])); // up to six, a bot takes the seat
    }

    public int Picks { get; private set; }
    public int Hits { get; private set; }
    public int Crowns { get; private set; }
    public int Checks { get; private set; }
    public int Bodies => _table.Members.Count(member => member.Seat is not null);

    /// <summary>One whole round. Returns the final scores of those who flew, best first.</summary>
    public IReadOnlyList<int> PlayRound()
    {
        while (_table.Phase != "playing") Follow(_table.Advance(TimeSpan.FromMilliseconds(500)));
        JsonElement? outcome = null;
        for (var tick = 0; _table.Phase == "playing"; tick++)
        {
            tick.Should().BeLessThan(3_000, "a round ends");
            foreach (var e in Follow(_table.Tick()))
            {
                if (e.Type == "ended") outcome = JsonDocument.Parse(e.Data.Text).RootElement.GetProperty("result");
            }
        }
        return [.. outcome!.Value.GetProperty("ranking").EnumerateArray().Select(seat => outcome.Value.GetProperty("scores")[seat.GetInt32()].GetInt32())];
    }

    private IReadOnlyList<Published> Follow(Step step)
    {
        step.Fault.Should().BeNull();
        foreach (var e in step.Events)
        {
            if (e.Type == "facts") foreach (var fact in JsonDocument.Parse(e.Data.Text).RootElement.GetProperty("list").EnumerateArray()) Take([.. fact.EnumerateArray()]);
            else if (e.Type == "check") Compare(JsonDocument.Parse(e.Data.Text).RootElement);
        }
        return step.Events;
    }

    private void Take(JsonElement[] fact)
    {
        switch (fact[1].GetString())
        {
            case "roundStart": _scores = new int[12]; _field.Clear(); break;
            case "spawn": _field.Add(fact[2].GetInt32(), fact[5].GetInt32()); break;
            case "join" or "leave": _scores[fact[2].GetInt32()] = 0; break;
            case "crown": Crowns++; break;
            case "pick":
                Picks++;
                _field.Remove(fact[3].GetInt32()).Should().BeTrue("a spark is picked once, and was there");
                _scores[fact[2].GetInt32()] = fact[4].GetInt32();
                break;
            case "hit":
                Hits++;
                _scores[fact[3].GetInt32()] -= fact[4].GetInt32();
                for (var i = 5; i < fact.Length; i += 3) _field.Add(fact[i].GetInt32(), 1);
                break;
        }
    }

    private void Compare(JsonElement check)
    {
        Checks++;
        check.GetProperty("scores").EnumerateArray().Select(score => score.GetInt32()).Should().Equal(_scores);
        check.GetProperty("sparksOnField").GetInt32().Should().Be(_field.Count);
        var hash = 2_166_136_261u;
        foreach (var id in _field.Keys)
        {
            for (var shift = 0; shift < 32; shift += 8) hash = (hash ^ (byte)(id >> shift)) * 16_777_619u;
        }
        check.GetProperty("hash").GetUInt32().Should().Be(hash, "the events alone lead to the same field");
    }
}
