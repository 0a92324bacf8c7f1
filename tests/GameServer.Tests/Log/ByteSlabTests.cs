using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;
using GameServer.Engine;

namespace GameServer.Tests.Log;

public sealed class ByteSlabTests
{
    private const int Most = 1_024;

    [Fact]
    public void What_was_added_stays_as_it_was()
    {
        var lengths = Gen.Choose(0, 3 * Most).ArrayOf().ToArbitrary();

        Prop.ForAll(lengths, Run).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

        static bool Run(int[] lengths)
        {
            var slab = new ByteSlab(Most);
            var texts = lengths.Select((length, i) => Enumerable.Repeat((byte)i, length).ToArray()).ToList();
            var added = texts.Select(text => slab.Add(text)).ToList();
            return added.Zip(texts).All(pair => pair.First.Span.SequenceEqual(pair.Second));
        }
    }

    [Fact]
    public void Texts_share_arrays_that_grow_to_the_bound()
    {
        var slab = new ByteSlab(Most);

        var arrays = Enumerable.Range(0, 1_000).Select(_ => ArrayOf(slab.Add(new byte[50]))).Distinct().ToList();

        arrays[0].Length.Should().BeLessThan(Most, "who keeps little has small arrays");
        arrays.Should().HaveCountLessThan(60).And.OnlyContain(array => array.Length <= Most);
    }

    [Fact]
    public void A_text_longer_than_an_array_has_its_own()
    {
        var slab = new ByteSlab(Most);
        slab.Add(new byte[10]);

        var array = ArrayOf(slab.Add(new byte[5_000]));

        array.Should().HaveCount(5_000);
        ArrayOf(slab.Add(new byte[10])).Should().HaveCount(Most);
    }

    private static byte[] ArrayOf(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment) ? segment.Array! : [];
}
