using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

/// <summary>The file system, of which one operation fails.</summary>
/// <param name="failing">Which one, counted from 0; none when negative.</param>
/// <param name="error">With what.</param>
/// <param name="keepsFiles">Whether nothing can be deleted either, as on a disk that has gone.</param>
internal sealed class FailingFiles(int failing, Func<Exception> error, bool keepsFiles = false) : FileOperations
{
    /// <summary>What was done, or tried.</summary>
    public List<string> Steps { get; } = [];

    public override Stream Create(string path)
    {
        Step("create");
        return new FailingStream(this, base.Create(path));
    }

    public override void CopyMode(string from, string to)
    {
        Step("mode");
        base.CopyMode(from, to);
    }

    public override void Flush(Stream stream)
    {
        Step("flush");
        base.Flush(((FailingStream)stream).Inner);
    }

    public override void Rename(string from, string to)
    {
        Step("rename");
        base.Rename(from, to);
    }

    public override void FlushFolder(string folder)
    {
        Step("flush folder");
        base.FlushFolder(folder);
    }

    public override void Delete(string path)
    {
        if (keepsFiles) throw error();
        base.Delete(path);
    }

    private void Step(string name)
    {
        Steps.Add(name);
        if (Steps.Count - 1 == failing) throw error();
    }

    private sealed class FailingStream(FailingFiles files, Stream inner) : Stream
    {
        public Stream Inner => inner;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => inner.Position = value; }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        // A write that fails has written something.
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            inner.Write(buffer[..(buffer.Length / 2)]);
            files.Step("write");
            inner.Write(buffer[(buffer.Length / 2)..]);
        }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override void Flush() => inner.Flush();

        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

        public override void SetLength(long value) => inner.SetLength(value);

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
