using GameServer.Engine;
using GameServer.Protocol;

#pragma warning disable CA1720 // Named after the types they take.

namespace GameServer.Tests.Sdk;

/// <summary>Moves of every kind of argument; each returns what it understood.</summary>
[Game("typed")]
public sealed class Typed : Game
{
    public enum Colour { Red, DeepBlue }
    public record Point(int X, double Y, string? Name = null);

    [Move] public int Int(int x) => x;
    [Move] public long Long(long x) => x;
    [Move] public byte Byte(byte x) => x;
    [Move] public uint Uint(uint x) => x;
    [Move] public float Float(float x) => x;
    [Move] public double Double(double x) => x;
    [Move] public bool Bool(bool x) => x;
    [Move] public string Text(string x) => x;
    [Move] public string? MaybeText(string? x) => x;
    [Move] public int? MaybeInt(int? x) => x;
    [Move] public Colour Enum(Colour x) => x;
    [Move] public Colour? MaybeEnum(Colour? x) => x;
    [Move] public Point Record(Point x) => x;
    [Move] public int[] List(int[] x) => x;
    [Move] public RawJson Raw(RawJson x) => x;
    [Move] public string Two(int a, string b = "default") => $"{a}{b}";
    [Move] public void Nothing() { }
}
