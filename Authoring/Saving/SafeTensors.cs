using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Files of named tensors in the safetensors format, which other tools read too: a JSON header, then the bytes, little endian, row by row.</summary>
public static class SafeTensors
{
    /// <summary>Writes tensors to a file, whole or not at all; the same tensors give the same bytes.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="tensors">Tensors by name, on any device, with or without gradients.</param>
    /// <param name="progress">Is told how much of the file is written, from 0 to 1, on this thread; default nobody.</param>
    /// <exception cref="BundleException">The file cannot be written, or a tensor is of a type that the format lacks.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, IProgress<double>? progress = null) => Write(path, tensors, progress, null);

    /// <summary>Reads all tensors of a file to the CPU; the caller owns them.</summary>
    /// <param name="path">The file.</param>
    /// <param name="progress">Is told how much of the file is read, from 0 to 1, on this thread; default nobody.</param>
    /// <exception cref="BundleException">The file cannot be read, is damaged, or holds a type that TorchSharp lacks.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path, IProgress<double>? progress = null)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var passed = new PassedBytes(progress, stream.Length);
            var tensors = Read(new ProgressStream(stream, passed.Add), stream.Length, path);
            passed.End();
            return tensors;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BundleException(path, "a file that can be read", $"a refusal ({error.Message})", "Correct the path or its permissions.", error);
        }
    }

    internal static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, IProgress<double>? progress, IReadOnlyDictionary<string, string>? metadata)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var passed = new PassedBytes(progress, tensors.Values);
        AtomicFile.Write(path, stream => Write(new ProgressStream(stream, passed.Add), tensors, metadata));
        passed.End();
    }

    internal static void Write(Stream stream, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        // Widest types first, as the format's own writer does, so that every tensor is aligned to its elements.
        var ordered = tensors.Select(item => (Name: item.Key, Tensor: item.Value, Type: SafeTensorsTypes.Of(item.Key, item.Value.dtype)))
            .OrderByDescending(item => item.Type.Size).ThenBy(item => item.Name, StringComparer.Ordinal).ToList();
        var header = Header(ordered.Select(item => (item.Name, item.Type.Name, item.Tensor.shape, item.Tensor.numel() * item.Type.Size)), metadata);
        Span<byte> prefix = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)header.Length);
        stream.Write(prefix);
        stream.Write(header);
        foreach (var item in ordered) TensorBytes.Write(stream, item.Tensor);
    }

    /// <param name="stream">The file from its start.</param>
    /// <param name="length">Its length.</param>
    /// <param name="where">Its name in messages.</param>
    /// <param name="place">The tensors to read into, by name, once it is known what the file holds; default new ones. Those that were placed hold anything when reading fails.</param>
    internal static IReadOnlyDictionary<string, Tensor> Read(Stream stream, long length, string where,
        Func<IReadOnlyList<SafeTensorsEntry>, IReadOnlyDictionary<string, Tensor>>? place = null)
    {
        var made = new Dictionary<string, Tensor>();
        try
        {
            var entries = SafeTensorsHeader.Read(stream, length, where);
            var targets = place is null ? made : place(entries);
            foreach (var entry in entries)
            {
                if (place is null) made.Add(entry.Name, torch.empty(entry.Shape, entry.Type).DetachFromDisposeScope());
                ReadData(stream, targets[entry.Name]);
            }
            return targets;
        }
        catch (Exception error)
        {
            foreach (var tensor in made.Values) tensor.Dispose();
            if (error is not EndOfStreamException) throw;
            throw new BundleException(where, $"a file of {length} bytes", "one that ends before", "The file is damaged; write it again.", error);
        }
    }

    // Bytes go straight where they belong, unless that is on another device or not in order.
    private static void ReadData(Stream stream, Tensor target)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var direct = target.device_type == DeviceType.CPU && target.is_contiguous();
        var tensor = direct ? target.detach() : torch.empty(target.shape, target.dtype);
        TensorBytes.Fill(tensor, stream.ReadExactly);
        if (!direct) target.copy_(tensor);
    }

    private static byte[] Header(IEnumerable<(string Name, string Type, long[] Shape, long Bytes)> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is not null)
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata) json.WriteString(key, value);
                json.WriteEndObject();
            }
            long offset = 0;
            foreach (var (name, type, shape, bytes) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", type);
                json.WriteStartArray("shape");
                foreach (var size in shape) json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += bytes);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        // The data then begins where a file may be read in place.
        while ((8 + buffer.Length) % StoredFile.Alignment != 0) buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }
}
