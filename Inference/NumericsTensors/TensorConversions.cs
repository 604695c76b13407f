using System.Numerics.Tensors;

namespace OnnxForge.Inference;

/// <summary>Tensors of System.Numerics.Tensors in and out of models.</summary>
public static class TensorConversions
{
    /// <summary>The tensor with its elements copied.</summary>
    /// <typeparam name="T">float, double, Half, ONNX Runtime's Float16 or BFloat16, any integer type of 1 to 8 bytes, bool or string.</typeparam>
    /// <param name="tensor">Any strides.</param>
    /// <exception cref="InferenceException">T is no element type, or a text is null.</exception>
    public static TensorData ToTensorData<T>(this in ReadOnlyTensorSpan<T> tensor)
    {
        var elements = new T[tensor.FlattenedLength];
        tensor.FlattenTo(elements);
        var dims = new long[tensor.Rank];
        for (var i = 0; i < dims.Length; i++)
        {
            dims[i] = tensor.Lengths[i];
        }

        return TensorData.Create(elements, dims);
    }

    /// <inheritdoc cref="ToTensorData{T}(in ReadOnlyTensorSpan{T})"/>
    public static TensorData ToTensorData<T>(this Tensor<T> tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.AsReadOnlyTensorSpan().ToTensorData();
    }

    /// <summary>A new tensor with the elements copied.</summary>
    /// <typeparam name="T">The C# type of the elements; for float16 both Half and ONNX Runtime's Float16.</typeparam>
    /// <exception cref="InferenceException">T is not the C# type of the elements.</exception>
    public static Tensor<T> ToTensor<T>(this TensorData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Tensor.Create(data.AsSpan<T>().ToArray(), Lengths(data));
    }

    /// <summary>The elements without a copy.</summary>
    /// <typeparam name="T">The C# type of the elements; for float16 both Half and ONNX Runtime's Float16.</typeparam>
    /// <exception cref="InferenceException">T is not the C# type of the elements.</exception>
    public static ReadOnlyTensorSpan<T> AsTensorSpan<T>(this TensorData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new ReadOnlyTensorSpan<T>(data.AsSpan<T>(), Lengths(data));
    }

    /// <summary>Computes the output of a model of one input and one output.</summary>
    /// <typeparam name="TInput">The C# type of the input's elements.</typeparam>
    /// <typeparam name="TOutput">The C# type of the output's elements.</typeparam>
    /// <param name="model">The model.</param>
    /// <param name="input">The input, of any strides; it is copied.</param>
    /// <param name="cancellationToken">Stops the run between two of its operators; the model can run again afterwards.</param>
    /// <exception cref="SignatureMismatchException">The model has several inputs or outputs, or the element type, rank or a size differs from its signature.</exception>
    /// <exception cref="InferenceException">ONNX Runtime could not compute the output, or TOutput is not the C# type of its elements.</exception>
    /// <exception cref="InferenceTimeoutException">The run took longer than <see cref="InferenceOptions.TimeLimit"/>.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public static Tensor<TOutput> Predict<TInput, TOutput>(this InferenceModel model, in ReadOnlyTensorSpan<TInput> input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Predict(input.ToTensorData(), cancellationToken).ToTensor<TOutput>();
    }

    private static nint[] Lengths(TensorData data)
    {
        var lengths = new nint[data.Dims.Count];
        for (var i = 0; i < lengths.Length; i++)
        {
            lengths[i] = (nint)data.Dims[i];
        }

        return lengths;
    }
}
