using BenchmarkDotNet.Attributes;
using GameServer.Engine;
using GameServer.Games;
using GameServer.Protocol;

namespace GameServer.Benchmarks;

/// <summary>A move through a table: arguments read, the game's method called, the step completed or undone, its snapshot kept.</summary>
public class Moves
{
    private readonly Table _tally = new Table<Tally>().Core;
    private readonly Table _relay = new Table<Relay>().Core;
    private readonly Table _board = new Table<TicTacToe>().Core;
    private readonly RawJson[] _one = [RawJson.From(1)];
    private readonly RawJson[] _emit = [RawJson.From("said"), Sample.Event.Data];
    private readonly RawJson[] _nowhere = [RawJson.From(99)];
    private string _player = "", _member = "", _seated = "";

    [GlobalSetup]
    public void SetUp() => (_player, _member, _seated) = (_tally.Members[0].Id, _relay.Members[0].Id, _board.Members[0].Id);

    [Benchmark(Description = "move with one argument that changes one number")]
    public Step Add() => Ok(_tally.Move(_player, "add", _one), isOk: true);

    [Benchmark(Description = "emit of relay, 120 bytes")]
    public Step Emit() => Ok(_relay.Move(_member, "emit", _emit), isOk: true);

    [Benchmark(Description = "tic-tac-toe's move, refused and undone")]
    public Step Refused() => Ok(_board.Move(_seated, "place", _nowhere), isOk: false);

    private static Step Ok(Step step, bool isOk) =>
        step.Ok == isOk ? step : throw new InvalidOperationException($"The move was answered with {step.Reason} {step.Text}.", step.Fault);

    /// <summary>The least that a game can be.</summary>
    [Game("tally", Seats = 1)]
    public sealed class Tally : Game
    {
        public int Total { get; set; }

        [Move] public void Add(int by) => Total += by;
    }
}
