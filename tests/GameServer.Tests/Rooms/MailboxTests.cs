using GameServer.Engine;

namespace GameServer.Tests.Rooms;

public sealed class MailboxTests
{
    [Fact]
    public void What_was_posted_first_is_taken_first()
    {
        var mailbox = new Mailbox();
        mailbox.IsEmpty.Should().BeTrue();

        mailbox.Post(new Numbered(0, 1));
        mailbox.Post(new Numbered(0, 2));
        Take(ref mailbox).Should().Be(1);
        mailbox.Post(new Numbered(0, 3));

        mailbox.IsEmpty.Should().BeFalse();
        Take(ref mailbox).Should().Be(2);
        Take(ref mailbox).Should().Be(3);
        mailbox.TryTake(out _).Should().BeFalse();
        mailbox.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public void What_was_taken_may_be_posted_again()
    {
        var mailbox = new Mailbox();
        var work = new Numbered(0, 1);
        mailbox.Post(work);
        mailbox.Post(new Numbered(0, 2));
        Take(ref mailbox).Should().Be(1);

        mailbox.Post(work);

        Take(ref mailbox).Should().Be(2);
        Take(ref mailbox).Should().Be(1);
        mailbox.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task Whoever_posts_at_once_everything_is_taken_once_and_each_ones_in_order()
    {
        const int Posters = 3, Each = 300_000;
        var box = new Shared();
        var posters = Enumerable.Range(0, Posters).Select(poster => Task.Factory.StartNew(
            () =>
            {
                for (var n = 1; n <= Each; n++) box.Mailbox.Post(new Numbered(poster, n));
            }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();

        var last = new int[Posters];
        var outOfOrder = 0;
        while (posters.Exists(poster => !poster.IsCompleted) || !box.Mailbox.IsEmpty)
        {
            if (!box.Mailbox.TryTake(out var work)) continue;
            var numbered = (Numbered)work;
            if (numbered.Number != ++last[numbered.Poster]) outOfOrder++;
        }
        await Task.WhenAll(posters);

        outOfOrder.Should().Be(0);
        last.Should().AllBeEquivalentTo(Each);
    }

    private static int Take(ref Mailbox mailbox) => mailbox.TryTake(out var work) ? ((Numbered)work).Number : 0;

    private sealed class Shared
    {
        public Mailbox Mailbox;
    }

    private sealed class Numbered(int poster, int number) : RoomWork
    {
        public int Poster => poster;

        public int Number => number;

        public override void Do(Room room)
        {
        }
    }
}
