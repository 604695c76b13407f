"""Makes the files of this folder with PyTorch 1.13: python3 make.py. What the tests expect of them stands in tests/Authoring/Saving/Torch."""
import collections
import torch
from torch import nn


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 3)
        self.conv = nn.Conv2d(2, 3, 3, padding=1)
        self.bn = nn.BatchNorm2d(3)
        self.emb = nn.Embedding(7, 4)
        self.lstm = nn.LSTM(4, 5, batch_first=True)
        self.gru = nn.GRU(4, 5, batch_first=True)
        self.attn = nn.MultiheadAttention(4, 2, batch_first=True)

    def forward(self, image, tokens):
        words = self.emb(tokens)
        return {
            "image": self.bn(self.conv(image)),
            "words": words,
            "linear": self.fc(words),
            "lstm": self.lstm(words)[0],
            "gru": self.gru(words)[0],
            "attention": self.attn(words, words, words)[0],
        }


def trained():
    torch.manual_seed(7)
    model = Network()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(5):
        optimizer.zero_grad()
        loss = sum(part.square().mean() for part in model(torch.randn(6, 2, 5, 5), torch.randint(0, 7, (6, 5))).values())
        loss.backward()
        optimizer.step()
    return model.eval(), optimizer


def main():
    model, optimizer = trained()
    torch.save(model.state_dict(), "network.pth")
    image, tokens = torch.randn(2, 2, 5, 5), torch.randint(0, 7, (2, 5))
    with torch.no_grad():
        outputs = model(image, tokens)
    torch.save({"image": image, "tokens": tokens, **{"out." + name: value.clone() for name, value in outputs.items()}}, "network-run.pth")
    small = nn.Sequential(collections.OrderedDict(fc=nn.Linear(2, 1)))
    with torch.no_grad():
        small.fc.weight.copy_(torch.tensor([[1.5, -2.0]]))
        small.fc.bias.fill_(0.25)
    steps = torch.optim.Adam(small.parameters())
    small(torch.ones(1, 2)).backward()
    steps.step()
    checkpoint = {"model": small.state_dict(), "optimizer": steps.state_dict(), "epoch": 3, "args": {"lr": 1e-3, "names": ["a", "b"], "size": torch.Size([2]), "dtype": torch.float16,
                  "best": None, "big": 2 ** 40, "negative": -5, "device": torch.device("cpu")}}
    torch.save(checkpoint, "checkpoint.pth")
    torch.save(small.state_dict(), "protocol4.pth", pickle_protocol=4)
    torch.save(small.state_dict(), "legacy.pth", _use_new_zipfile_serialization=False)
    torch.save(small, "whole-model.pth")
    torch.jit.script(small).save("script.pt")
    numbers = torch.tensor([0, 1, 2, 3])
    types = [torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.complex64, torch.complex128, torch.bool]
    torch.save({str(kind)[6:]: numbers.to(kind) for kind in types}, "types.pth")
    base = torch.arange(12.0).reshape(3, 4)
    tied = nn.Parameter(torch.ones(2))
    torch.save({"base": base, "transposed": base.t(), "steps": base[1:, ::2], "expanded": torch.tensor([5.0]).expand(3), "scalar": torch.tensor(2.5), "none": torch.empty(0, 3),
                "first": tied, "second": tied}, "views.pth")
    own = nn.Parameter(torch.tensor([[2.0, 3.0]]))
    torch.save(collections.OrderedDict(first=own, second=own), "tied.pth")
    torch.save({"v": torch.ones(1), "w": torch.eye(2).to_sparse()}, "sparse.pth")
    torch.save({"v": torch.ones(1), "w": torch.quantize_per_tensor(torch.ones(2), 0.5, 1, torch.qint8)}, "quantized.pth")


main()
